"""Who is who: seats, the people who occupy them, how a channel knows them, how they came in."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.programmes import Collectivity
from storage.models.values import Cadence, Plea, Role


class Seat(Base):
    """A role at a local government. It outlives the people who occupy it, and keeps their history.

    ``collectivity_id`` is the region for a regional coordinator, and empty for a seat of the whole
    network. A collectivity has one focal point and one deputy; other roles may have several seats.
    """

    __tablename__ = "seats"
    __table_args__ = (
        Index(
            "uq_seats_titular",
            "collectivity_id",
            "role",
            unique=True,
            sqlite_where=text("role IN ('focal_point', 'deputy')"),
            postgresql_where=text("role IN ('focal_point', 'deputy')"),
        ),
        Index("ix_seats_role", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role] = mapped_column(Enumerated(Role, 24))
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)

    collectivity: Mapped[Collectivity | None] = relationship(lazy="raise")


class Member(Base):
    """A person of the network. What they may do comes from the seat they occupy now, if any.

    A row without ``joined_at`` is somebody invited who has not consented; one without a seat has
    left, or has not joined. Personal fields are emptied when the person asks for it, or when their
    time is over (``erased_at``).
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))  # empty once erased
    language: Mapped[str] = mapped_column(String(3))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), unique=True)
    fictitious: Mapped[bool] = mapped_column(default=False)  # made by `jisr sample` or the demo
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]  # consented, and was let in
    left_at: Mapped[datetime | None]
    credited: Mapped[bool] = mapped_column(default=True)  # left: may practices still bear the name
    stopped_at: Mapped[datetime | None]  # said /stop: nothing unasked is sent
    asked_back_at: Mapped[datetime | None]  # wrote after /stop, and was asked whether to resume
    paused_until: Mapped[date | None]  # nothing unasked before this day
    checkin_day: Mapped[int] = mapped_column(default=1)  # ISO weekday, Monday 1
    checkin_hour: Mapped[int] = mapped_column(default=10)  # wall time in Morocco
    cadence: Mapped[Cadence] = mapped_column(Enumerated(Cadence, 12), default=Cadence.WEEKLY)
    quiet_from: Mapped[time | None]  # wall time, each day; both or neither
    quiet_until: Mapped[time | None]  # may be past midnight
    objected_at: Mapped[datetime | None]  # to their score: no coordinator is asked to call
    undigested_at: Mapped[datetime | None]  # wants no weekly digest; everything else may come
    erased_at: Mapped[datetime | None]

    # Who somebody is decides what they may do, so no query may forget it.
    seat: Mapped[Seat | None] = relationship(lazy="joined")

    @property
    def role(self) -> Role | None:
        """The role of the seat; None for somebody who has left, or has not joined."""
        return self.seat.role if self.seat else None

    @property
    def collectivity_id(self) -> int | None:
        """The seat's local government: the region of a regional coordinator; None for none."""
        return self.seat.collectivity_id if self.seat else None


class Occupancy(Base):
    """Who sat where, from when to when: ``until`` is empty for whoever sits there now."""

    __tablename__ = "occupancies"
    __table_args__ = (
        Index(
            "uq_occupancies_now",
            "seat_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))


class Absence(Base):
    """From which day to which somebody is away, both included, as a coordinator declared it.

    It counts from its first day on, until it is taken back (``ended_at``): by whoever is away, who
    is told of it, or by a coordinator. A pause of one's own is ``Member.paused_until``.
    """

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("first_on <= last_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    declared_by: Mapped[int] = mapped_column(ForeignKey("members.id"))
    declared_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))


class Consent(Base):
    """Somebody's yes or no to a version of the notice on their data (law 09-08), append-only."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))  # of the wording shown
    given: Mapped[bool]
    at: Mapped[datetime]


class AccessRequest(Base):
    """Somebody at the door whom a coordinator is to decide on: a stranger, or a link gone wrong.

    ``invitation_id`` is the link they came with, if it was one of ours; ``words`` is what they said
    of themselves. One at most is open for each identity.
    """

    __tablename__ = "access_requests"
    __table_args__ = (
        Index(
            "uq_access_requests_open",
            "identity_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"))
    kind: Mapped[Plea] = mapped_column(Enumerated(Plea, 16))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    role: Mapped[Role | None] = mapped_column(Enumerated(Role, 24))  # that they say they have
    words: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # when coordinators were told
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    granted: Mapped[bool | None]


class ChannelIdentity(Base):
    """How one channel knows a person. ``member_id`` is empty for a stranger we answered."""

    __tablename__ = "channel_identities"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(64))  # the platform's id of the person
    chat_id: Mapped[str] = mapped_column(String(64))  # where to write to them
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    language: Mapped[str] = mapped_column(String(3))  # a stranger's; a member's own wins
    tries: Mapped[int] = mapped_column(default=0)  # wrong tokens since tries_since
    tries_since: Mapped[datetime | None]
    misses: Mapped[int] = mapped_column(default=0)  # messages in a row that matched nothing
    echo: Mapped[dict[str, Any] | None] = mapped_column(OrderedJSON)  # handlers.flood
    newest: Mapped[str | None] = mapped_column(String(64))  # the last message they wrote, its id
    offered: Mapped[list[Any] | None] = mapped_column(OrderedJSON)  # buttons of our last, by row
    linked_at: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    unreachable_reason: Mapped[str | None] = mapped_column(String(200))

    member: Mapped[Member | None] = relationship(lazy="raise")


class Invitation(Base):
    """A personal link: single use, expiring, stored only as the SHA-256 of its token.

    It brings ``member_id`` to ``seat_id``, in place of ``replaces_id`` when that is a handover.
    Without a seat it opens one more channel for somebody who is in already. The row outlives its
    use, to say who invited whom.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]  # consented and seated
    revoked_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    seat: Mapped[Seat | None] = relationship(lazy="raise")
