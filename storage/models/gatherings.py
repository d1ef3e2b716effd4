"""Gatherings, which people call events (the inbox has others): when, where, for whom, who comes."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.people import Member
from storage.models.values import Attending, Phase


class Gathering(Base):
    """A meeting, a training or a visit that a coordinator invites to.

    It is at ``at`` of ``day`` on the wall of ``zone``, whatever becomes of the zone's rules;
    ``starts_at`` and ``ends_at`` are worked out from that, and anew when the rules change.
    ``region_id`` is how far the coordination of whoever made it goes: empty for the whole network.
    ``for_*`` say who is invited: everybody where all of them are empty.

    ``code`` is shown to the organiser on the day, to be read out. It is kept as it is, since the
    organiser may ask for it again and five digits in a hash would be found at once; it opens
    nothing but a note of presence, allows three tries each, and is erased afterwards.
    """

    __tablename__ = "gatherings"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)  # in calendars, for ever
    made_by: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    for_region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"))
    for_roles: Mapped[list[str]] = mapped_column(OrderedJSON, default=list)
    for_phase: Mapped[Phase | None] = mapped_column(Enumerated(Phase, 16))
    title_ar: Mapped[str | None] = mapped_column(String(200))
    title_fr: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[str | None] = mapped_column(Text)
    day: Mapped[date]
    at: Mapped[time] = mapped_column(Time)
    zone: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(Text)  # or a link
    languages: Mapped[list[str]] = mapped_column(OrderedJSON)
    capacity: Mapped[int | None]  # None: as many as come
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar file: raised by each change
    code: Mapped[str | None] = mapped_column(String(6))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # the day or the hour, last; when it was made, if never
    cancelled_at: Mapped[datetime | None]


class Rsvp(Base):
    """What one person answered to an invitation, whether they were there, and how they found it.

    It belongs to the person and not to the seat: whoever leaves frees their place. ``answer`` is
    empty for somebody who came without a word. ``rating`` and ``remark`` are shown to nobody with
    the name.
    """

    __tablename__ = "rsvps"
    __table_args__ = (
        UniqueConstraint("gathering_id", "member_id"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_rsvps_gathering_id_answer", "gathering_id", "answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gatherings.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    answer: Mapped[Attending | None] = mapped_column(Enumerated(Attending, 8))
    answered_at: Mapped[datetime]  # who waits longest moves up first
    tries: Mapped[int] = mapped_column(default=0)  # wrong codes
    attended_at: Mapped[datetime | None]
    rated: Mapped[bool] = mapped_column(default=False)  # asked, and went through the questions
    rating: Mapped[int | None]  # 1 to 5
    remark: Mapped[str | None] = mapped_column(Text)

    member: Mapped[Member] = relationship(lazy="raise")
    gathering: Mapped[Gathering] = relationship(lazy="raise")
