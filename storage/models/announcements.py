"""Announcements: what coordinators write to many, to whom it goes, and who has noted it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Enumerated, OrderedJSON
from storage.models.base import Base
from storage.models.values import AnnouncementStatus


class Announcement(Base):
    """A message of the network's coordination, or a region's, to those its rule describes.

    Who they are is settled when it is sent, not when it is written. ``region_id`` is how far its
    author's coordination reaches, None for the whole network: nobody beyond is ever written to.
    """

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_digest_created_at", "digest", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("collectivities.id"), index=True)
    audience: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # announcements.audience.Rule
    files: Mapped[list[int]] = mapped_column(OrderedJSON, default=list)  # ids of StoredFile
    digest: Mapped[str] = mapped_column(String(64))  # of the texts: the same one twice is noticed
    urgent: Mapped[bool] = mapped_column(default=False)  # outside the budget: two people's word
    status: Mapped[AnnouncementStatus] = mapped_column(Enumerated(AnnouncementStatus, 12))
    created_at: Mapped[datetime]
    send_at: Mapped[datetime | None]  # None: as soon as offices are open
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    decided_at: Mapped[datetime | None]  # an urgent one was approved or refused
    begun_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # what is held back for somebody is dropped then
    reminded_at: Mapped[datetime | None]  # those who had not noted it, once
    corrections: Mapped[int] = mapped_column(default=0)


class AnnouncementText(Base):
    """An announcement's words in one language, as its author wrote them: plain, no markup."""

    __tablename__ = "announcement_texts"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class Recipient(Base):
    """Somebody whom an announcement was for. Its message's fate stands in the outbox.

    ``left_out`` says why they were not written to at all.
    """

    __tablename__ = "announcement_recipients"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    identity_id: Mapped[int | None]  # checked by the outbox: twice would be felt with very many
    left_out: Mapped[str | None] = mapped_column(String(16))
    noted_at: Mapped[datetime | None]


class SharedPayload(Base):
    """A message that goes to many, once for each language; their outbox rows only name it."""

    __tablename__ = "shared_payloads"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(OrderedJSON)  # handlers.say.Say, encoded
    created_at: Mapped[datetime]
