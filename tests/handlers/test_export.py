"""A coordinator exports: asked in four questions, made once, brought to whoever may have it."""

import csv
from io import StringIO

from storage.models import Audit, Document, Order
from tests.chat import Chat, Town
from tests.handlers.conftest import join


async def exports(chat: Chat, what: str = "Progress reports", how: str = "CSV, for other programs",
                  when: str = "The whole programme") -> None:  # fmt: skip
    await chat.say("/export")
    for answer in (what, how, when, "Prepare the file"):
        await chat.press(answer)


def rows_of(chat: Chat) -> list[dict[str, str]]:
    text = chat.file[1].decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


async def test_a_regional_coordinator_gets_the_reports_of_her_region(jisr_on_both: Town) -> None:
    driss, elias = await join(jisr_on_both, "driss"), await join(jisr_on_both, "elias")
    await exports(driss)
    rows = rows_of(driss)
    assert [row["Completion level"] for row in rows] == ["Limited", "Substantial", "Complete"]
    await exports(elias)
    elias.sees("There is nothing to export for this choice: try a longer period.")
    orders = {one.member_id: one.status for one in await jisr_on_both.rows(Order)}
    assert sorted(orders.values()) == ["empty", "made"]
    assert len(await jisr_on_both.rows(Document)) == 1
    assert [one.action for one in await jisr_on_both.rows(Audit)].count("export") == 1
