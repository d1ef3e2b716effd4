"""The desk: practices, answers, reported questions, urgent announcements and people at the door."""

from datetime import timedelta

from storage import Session, requests
from storage.announcements import records
from storage.models import (
    AnnouncementStatus,
    ChannelIdentity,
    Member,
    Plea,
    Practice,
    PublicationStatus,
    Question,
    QuestionStatus,
    Topic,
)
from storage.reach import Reach
from tests.chat import TUESDAY, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national
from tests.handlers.test_leave import second_national
from tests.handlers.test_share import TITLE, send


def knock(session: Session) -> None:
    """Let a stranger ask to join, two days ago."""
    identity = ChannelIdentity(channel="telegram", external_id="900", chat_id="900", language="en")
    session.add(identity)
    session.flush()
    request = requests.plead(session, identity, Plea.STRANGER, TUESDAY - timedelta(days=2),
                             words="I am Zineb")  # fmt: skip
    request.sent_at = TUESDAY


def report_question(session: Session) -> None:
    """Let a question of Azrou be reported."""
    session.add(Question(author_id=1, seat_id=1, words="Who pays?", language="en",
                         topic=Topic.BUDGET, named=False, status=QuestionStatus.HELD,
                         asked_at=TUESDAY - timedelta(days=1)))  # fmt: skip


def announce(session: Session) -> None:
    """Let Ghita, and nobody else, ask for a second person's word."""
    new = records.New(texts={"en": "Flood & <b>alert</b>"}, audience={}, urgent=True,
                      status=AnnouncementStatus.APPROVAL)  # fmt: skip
    author = session.get_one(Member, 7)
    records.add(session, author, Reach(None), new, TUESDAY - timedelta(hours=3))


async def test_all_that_waits_stands_on_one_screen_the_oldest_first_each_one_tap_away(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, driss, elias = [await join(town, name) for name in ("amal", "driss", "elias")]
    ghita, hind = await national(town), await second_national(town)
    for waits in (knock, report_question, announce):
        await town.app.database.transaction(waits)
    await send(amal)
    await hind.say("/menu")
    await hind.press("To decide: 3")  # the reported question is its region's
    hind.sees(
        "1 urgent announcement waits for a second person\n1 practice waits to be read\n"
        "1 person waits at the door",
        "The oldest has waited since November 22, 2026.",
    )
    assert hind.labels[:3] == ["Somebody asks to join the network.",
                               "N-1, urgent: a second person?", f"P-1 · {TITLE}"]  # fmt: skip
    await hind.press("Somebody asks to join the network.")
    hind.sees("I am Zineb")
    await hind.press("The desk")
    await hind.press("N-1, urgent: a second person?")
    assert "Flood & <b>alert</b>" in hind.text
    assert "Approve" in hind.labels
    await ghita.say("/desk")
    ghita.sees("1 practice waits to be read")
    assert not [one for one in ghita.labels if "urgent" in one]  # her own
    await driss.say("/desk")
    assert driss.labels[:2] == ["Q-1, reported by a peer", f"P-1 · {TITLE}"]
    await driss.press("Q-1, reported by a peer")
    driss.sees("Who pays?")
    assert "Amal" not in driss.text
    await driss.press("Let it go on")
    await driss.say("/desk")
    await driss.say("1")
    await driss.press("Publish")
    assert (await town.rows(Practice))[0].status is PublicationStatus.PUBLISHED
    await driss.say("à traiter")
    driss.sees("Nothing waits for you.")
    await elias.say("/desk")
    elias.sees("Nothing waits for you.")
    for forged in ("a.requests.1", "a.held.1", "a.moderation.p1", "a.announcement.1"):
        await elias.tap(elias.last.id, forged)
        for words in ("Zineb", "Who pays?", TITLE, "Flood"):
            assert words not in elias.text
    await amal.tap(amal.last.id, "a.desk")
    amal.sees("This is not open to your role.")


async def test_what_a_colleague_decided_meanwhile_is_said_and_not_done_twice(jisr: Town) -> None:
    ghita, hind = await national(jisr), await second_national(jisr)
    await jisr.app.database.transaction(knock)
    for chat in (ghita, hind):
        await chat.say("/desk")
        await chat.press("Somebody asks to join the network.")
    await ghita.press("Decline")
    await hind.tap(hind.last.id, "a.requests.1")
    hind.sees("Ghita was quicker, and declined.")
