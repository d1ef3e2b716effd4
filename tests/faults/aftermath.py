"""What is left when all is said: the rows a verdict is taken from, and when to look at them."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select, text

from bot.playground.botapi import BotApiServer
from storage import Database, Session
from storage.models import (
    Conversation,
    Evidence,
    InboxEvent,
    OutboxMessage,
    ProgressReport,
    ReportMilestone,
    StoredFile,
)
from tests.faults.reporters import Draft

ENDING = 60.0  # seconds for what is still to be sent and fetched at the end


async def settled(server: BotApiServer, database_url: str, patience: float = ENDING) -> None:
    """Wait, ``patience`` seconds at most, until nothing is left to be done."""
    database = await Database.open(database_url, writer=False)
    try:
        async with asyncio.timeout(patience):
            while (  # noqa: ASYNC110 — another process works, and sends us no event
                len(server.service.queue) or await database.read(unsettled)
            ):
                await asyncio.sleep(0.2)
    finally:
        await database.close()


def unsettled(session: Session) -> int:
    """Count what waits: events, messages, files."""
    return sum(
        session.scalar(select(func.count()).select_from(table).where(table.status.in_(waiting)))
        or 0
        for table, waiting in (
            (InboxEvent, ("open",)),
            (OutboxMessage, ("pending", "started")),
            (StoredFile, ("waiting",)),
        )
    )


def left_behind(session: Session) -> tuple[int, set[int]]:
    """Return how many messages were in flight, and the updates that are stored."""
    started = session.scalar(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.status == "started")
    )
    stored = session.scalars(select(InboxEvent.external_id).where(InboxEvent.channel == "telegram"))
    return started or 0, set(map(int, stored))


@dataclass
class Rows:
    """What the database holds in the end."""

    updates: Counter[int]
    inbox: Counter[str]
    outbox: Counter[str]
    conversations: Counter[str]
    files: Counter[str]
    reports: int
    unanswered: int
    disorder: int

    @classmethod
    def of(cls, session: Session, before: int) -> "Rows":
        """Count the rows."""
        events = session.execute(
            select(InboxEvent.id, InboxEvent.external_id, InboxEvent.channel, InboxEvent.status)
        ).all()
        keys = set(session.scalars(select(OutboxMessage.dedupe_key)))
        return cls(
            updates=Counter(int(row.external_id) for row in events if row.channel == "telegram"),
            inbox=Counter(row.status for row in events),
            outbox=Counter(session.scalars(select(OutboxMessage.status))),
            conversations=Counter(session.scalars(select(Conversation.status))),
            files=Counter(session.scalars(select(StoredFile.status))),
            reports=len(
                session.scalars(select(ProgressReport.id).where(ProgressReport.id > before)).all()
            ),
            unanswered=sum(f"in:{row.id}" not in keys for row in events),
            disorder=disorder(session),
        )


def disorder(session: Session) -> int:
    """Count messages that came before one that had been queued earlier for the same person."""
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    last: dict[int, int] = {}
    found = 0
    for row in rows:
        if row.platform_id is None or row.payload["replaces"] is not None:
            continue
        found += int(row.platform_id) < last.get(row.identity_id, 0)
        last[row.identity_id] = int(row.platform_id)
    return found


def compare_reports(session: Session, drafts: list[Draft], before: int) -> None:
    """Find each report as its author remembers it, and no other."""
    rows = {
        row.id: row
        for row in session.scalars(select(ProgressReport).where(ProgressReport.id > before))
    }
    assert Counter(row.note or row.reason for row in rows.values()) == Counter(
        draft.marker for draft in drafts
    )
    assert {draft.report for draft in drafts} == rows.keys()
    for draft in drafts:
        row = rows[draft.report]
        assert draft.confirmed
        assert draft.marker in {row.note, row.reason}
        assert (row.project_id, row.level, row.step, row.percent, row.evidence_to_follow) == (
            draft.project,
            draft.level,
            draft.step,
            draft.percent,
            draft.to_follow,
        ), draft
        ticked = session.scalars(
            select(ReportMilestone.milestone_id).where(ReportMilestone.report_id == row.id)
        ).all()
        assert ticked == ([] if draft.milestone is None else [draft.milestone]), draft
        files = session.scalars(
            select(StoredFile.sha256)
            .join(Evidence, Evidence.file_id == StoredFile.id)
            .where(Evidence.report_id == row.id)
            .order_by(Evidence.id)
        ).all()
        assert files == [sha256(content).hexdigest() for content in draft.files], draft


def sound(session: Session) -> str:
    """Ask the database whether it is whole."""
    if session.get_bind().dialect.name != "sqlite":
        return "ok"
    return str(session.scalar(text("PRAGMA integrity_check")))
