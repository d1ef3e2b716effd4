"""The library: browsed, read, applied, asked about, reviewed; it holds what is published alone."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from locales import _
from scheduler import digest
from storage import Session, files, practices, search, shelves
from storage.invitations import invite
from storage.models import (
    Collectivity,
    Contact,
    Expertise,
    Member,
    OutboxMessage,
    Practice,
    PracticeFile,
    PublicationStatus,
    Published,
    Reuse,
    Role,
    Showing,
    StoredFile,
    Topic,
)
from storage.practices import Keys, Written
from storage.seats import seat_all
from storage.shelves import Entry, Order, Shelf
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays, found
from tests.handlers.test_forget import erase, traces
from tests.handlers.test_share import TITLE, send

GONE = "That is not in the library, or no longer."


async def publish(author: Chat, moderator: Chat, title: str = TITLE, **more: str) -> None:
    """Share a practice and have it published."""
    await send(author, title, **more)
    await moderator.tap(moderator.last.id, "a.moderation")
    await moderator.press("Publish")
    assert author.button("See it")


async def test_the_author_hears_that_two_communes_applied_it(jisr_on_both: Town) -> None:
    """From sharing to hearing of it: the whole way of a practice."""
    amal, driss = await join(jisr_on_both, "amal"), await join(jisr_on_both, "driss")
    chama, badr = await join(jisr_on_both, "chama"), await join(jisr_on_both, "badr")
    await jisr_on_both.app.database.transaction(ask_on_fridays)
    elias = await join(jisr_on_both, "elias")
    await jisr_on_both.app.database.transaction(seat_hiba)
    hiba = jisr_on_both.phone(300, "en", "Hiba")
    await hiba.say("/start token-of-hiba")
    await publish(amal, driss)
    await chama.say("/find budget citoyen")
    chama.sees(TITLE)
    await chama.press("P-1")
    chama.sees(TITLE, "Amal", "600 lecteurs en un mois")
    await chama.press("We applied it")
    await chama.say("Ours is a poster.")
    chama.sees(_("Noted: the author of {number} will hear of it.", number="P-1"))
    await hiba.say("/library")
    await hiba.press("Most applied")
    hiba.sees("1 local government applied it")
    await hiba.press("P-1")
    await hiba.press("We applied it")
    await hiba.press("Skip")
    for other in (amal, badr, elias, driss):
        other.watch()
    await jisr_on_both.move(hours=2)
    assert "Tiznit" in amal.text
    assert "Ifrane" in amal.text
    amal.sees("Ours is a poster.")
    for other in (badr, elias, driss):
        other.hears_nothing()
    await amal.press("Why this message?")
    amal.sees("It is yours: I tell you when somebody made use of it.")
    await chama.tap(chama.last.id, "a.practice.1")
    chama.sees("2 local governments applied it")


def seat_hiba(session: Session) -> None:
    """Give the province of Ifrane a focal point."""

    place = session.scalars(select(Collectivity).where(Collectivity.code == "01.271")).one()
    hiba = Member(name="Hiba", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(hiba, Role.FOCAL_POINT, place.id)], TUESDAY)
    invite(session, hiba.id, "token-of-hiba", TUESDAY)


async def test_a_commune_applies_a_practice_once_and_never_its_own(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama, badr = await join(jisr, "chama"), await join(jisr, "badr")
    fadoua = await join(jisr, "fadoua")
    await publish(amal, driss)
    for own in (amal, badr):
        await own.tap(own.last.id, "s.applied.1")
        own.sees("That is a practice of your own local government.")
    await fadoua.tap(fadoua.last.id, "s.applied.1")
    fadoua.sees("This is not open to your role.")
    for _time in range(2):
        await chama.tap(chama.last.id, "s.applied.1")
        await chama.say("It works")
    assert len(await jisr.rows(Reuse)) == 1
    await chama.tap(chama.last.id, "s.applied.1")
    chama.sees("Your local government has noted that already.")


async def test_what_is_not_in_the_library_is_nobodys_to_apply(jisr: Town) -> None:
    """Buttons forged for a practice that waits, and old ones of one that was taken back."""
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await send(amal)
    await _cannot_use(chama)
    await driss.tap(driss.last.id, "a.moderation")
    await driss.press("Publish")
    await chama.tap(chama.last.id, "s.applied.1")
    chama.sees("What came of it in your local government?")
    await amal.tap(amal.last.id, "a.unpublish.1")
    amal.sees("P-1 is taken back")
    await chama.say("It works")  # half-way when it was taken back
    chama.sees(GONE)
    await _cannot_use(chama)
    assert await jisr.rows(Reuse) == []


async def _cannot_use(chat: Chat) -> None:
    for forged in ("a.practice.1", "s.applied.1"):
        await chat.tap(chat.last.id, forged)
        chat.sees(GONE)
    await chat.tap(chat.last.id, "a.files.1")
    chat.sees("There are no such files.")
    await chat.say("/find budget citoyen")
    assert TITLE not in chat.text


async def test_the_author_is_asked_and_answers_without_numbers(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal", "fr"), await join(jisr, "driss")
    chama, badr = await join(jisr, "chama", "ar"), await join(jisr, "badr")
    await publish(amal, driss)
    for other in (driss, badr):
        other.watch()
    await chama.tap(chama.last.id, "a.practice.1")
    await chama.press("Ask the author")
    await chama.say("كم من الوقت؟")
    chama.sees(_("Sent to {name}.", name="Amal"))
    assert "كم من الوقت؟" in amal.text
    assert "Chama" in amal.text
    assert str(chama.person) not in amal.text
    await badr.tap(badr.last.id, "s.answer_reader.1.3")
    badr.sees("I do not find that practice among yours.")
    badr.watch()
    await amal.tap(amal.last.id, "s.answer_reader.1.5")  # Elias asked nothing
    amal.sees("I do not find that practice among yours.")
    await amal.press("Reply")
    await amal.say("Trois semaines")
    assert "Trois semaines" in chama.text
    for other in (driss, badr):
        other.hears_nothing()


async def test_who_does_not_wish_it_is_not_asked(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await jisr.app.database.transaction(no_contact)
    await chama.tap(chama.last.id, "a.practice.1")
    assert "Ask the author" not in chama.labels
    await chama.tap(chama.last.id, "s.ask_author.1")
    chama.sees("There is nobody to ask about that.")


def no_contact(session: Session) -> None:
    session.get_one(Practice, 1).contact = False


async def test_taken_back_it_is_nowhere_and_can_be_sent_again(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await amal.press("See it")
    await amal.press("Take it back")
    amal.sees(_("{number} is taken back: nobody else sees it any more.", number="P-1"))
    for data in ("a.practice.1", "a.practice.1.all", "a.files.1", "s.applied.1", "s.ask_author.1"):
        await chama.tap(chama.last.id, data)
        assert TITLE not in chama.text
    await chama.say("/library")
    chama.sees("Nothing is published yet: yours could be the first.")
    await chama.say("/find budget citoyen")
    assert TITLE not in chama.text
    await amal.press("Change it and send it again")
    await amal.press("Send to the moderator")
    await driss.tap(driss.last.id, "a.moderation")
    await driss.press("Publish")
    await chama.tap(chama.last.id, "a.practice.1")
    chama.sees(TITLE)


async def test_browsing_by_topic_and_region_in_pages(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    for number in range(1, 7):
        await publish(amal, driss, f"Practice number {number}", done=f"We did {number} things.")
    await chama.say("/library")
    await chama.press("Budget and finance (6)")
    assert chama.labels[:4] == ["P-6", "P-5", "P-4", "P-3"]
    assert len(chama.text) <= 700
    await chama.press("More")
    assert chama.labels[:3] == ["P-2", "P-1", "Previous"]
    await chama.press("Library")
    await chama.press("By region")
    assert len(chama.labels) == 3  # the north alone, and the way back
    await chama.say("1")
    assert chama.labels[0] == "P-6"


async def test_a_long_practice_begins_on_its_card_and_is_read_whole(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    long = "Step after step. " * 80 + "The end."
    await publish(amal, driss, done=long)
    await chama.tap(chama.last.id, "a.practice.1")
    assert len(chama.text) <= 700
    assert "The end." not in chama.text
    await chama.press("Read on")
    assert "The end." in chama.text


async def test_files_come_on_request_and_stay_as_long_as_it_is_published(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await amal.say("/share")
    for words in (TITLE, "a problem", "what we did", "a result"):
        await amal.say(words)
    await amal.press("Skip")
    await amal.send("document", b"%PDF guide", name="guide.pdf", mime="application/pdf")
    for label in ("Our own", "Budget and finance", "transparency", "Yes", "Send to the moderator"):
        await amal.press(label)
    await driss.tap(driss.last.id, "a.moderation")
    await driss.press("Publish")
    await chama.tap(chama.last.id, "a.practice.1")
    await chama.press("1 file")
    chama.sees(_("The files of {number}.", number="P-1"))
    assert [1] in [one.payload.get("files") for one in await jisr.rows(OutboxMessage)]
    assert len(await jisr.rows(PracticeFile)) == 1
    assert await jisr.app.database.transaction(files.expire, TUESDAY + timedelta(days=9), 10) == 0
    await amal.press("See it")
    await amal.press("Take it back")
    assert await jisr.app.database.transaction(files.expire, TUESDAY + timedelta(days=9), 10) == 1
    assert [one.status for one in await jisr.rows(StoredFile)] == ["expired"]


async def test_after_eighteen_months_the_author_says_whether_it_is_right(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await jisr.move(days=546)
    for _day in range(10):
        if "Is it still right?" in amal.text:
            break
        await jisr.move(days=1)
    amal.sees("This has been in the library for 18 months. Is it still right?")
    await chama.tap(chama.last.id, "a.practice.1")
    chama.sees("⚠️ This may be outdated.")
    await chama.tap(chama.last.id, "a.review.practice.1.old")
    chama.sees("I do not find that among yours.")
    await amal.press("Still right")
    assert "I ask again on" in amal.text
    await chama.tap(chama.last.id, "a.practice.1")
    assert "outdated" not in chama.text
    await amal.tap(amal.last.id, "a.review.practice.1.old")
    await chama.tap(chama.last.id, "a.practice.1")
    chama.sees("⚠️ This may be outdated.")


async def test_what_was_published_stays_without_the_name_and_the_rest_goes(jisr: Town) -> None:

    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await publish(amal, driss)
    await send(amal, "Never read by a moderator", done="Secret works")
    await amal.say("/mydata")
    _name, content = amal.file
    assert "Secret works" in content.decode()
    await erase(amal)
    await chama.tap(chama.last.id, "a.practice.1")
    chama.sees(TITLE, "a former focal point")
    assert "Amal" not in chama.text
    assert await traces(jisr, ["Never read", "Secret works", "Amal"]) == []
    await driss.tap(driss.last.id, "a.moderation")
    driss.sees("Nothing waits to be published.")


async def test_news_come_once_a_week_to_whom_they_concern_and_can_be_stopped(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama, badr = await join(jisr, "chama"), await join(jisr, "badr")
    await jisr.app.database.transaction(ask_on_fridays)
    await jisr.app.database.transaction(knows, 3, Topic.BUDGET)
    await publish(amal, driss, "A budget on eight pages", done="We wrote what the budget is for.")
    for other in (amal, badr, chama, driss):
        other.watch()
    await jisr.move(days=2)  # Thursday at ten
    chama.sees("New in the library, on your topics", "A budget on eight pages")
    for other in (amal, badr, driss):  # who wrote it, her own commune, no focal point
        other.hears_nothing()
    assert [one.kind for one in await jisr.rows(Contact) if one.member_id == 3] == ["digest"]
    assert [(one.member_id, one.number) for one in await jisr.rows(Showing)] == [(3, 1)]
    await chama.press("No such news")
    chama.sees("No weekly news of the library comes to you. Everything else stays.")
    await publish(amal, driss, "A budget on one page", done="We wrote it shorter.")
    chama.watch()
    await jisr.move(days=7)
    assert not [one for one in chama.messages[-3:] if "New in the library" in one.text]


def knows(session: Session, member_id: int, topic: Topic) -> None:
    session.add(Expertise(member_id=member_id, topic=topic, declared_at=TUESDAY))


def entry(number: int, topic: Topic, language: str, place: int | None) -> Entry:
    return Entry(Published.PRACTICE, number, "T", language, topic, place, TUESDAY, 0)


@given(
    st.sets(st.sampled_from(list(Topic))),
    st.lists(
        st.builds(
            entry,
            st.integers(1, 20),
            st.sampled_from(list(Topic)),
            st.sampled_from(["ar", "fr"]),
            st.sampled_from([None, 1, 2]),
        )
    ),
    st.sets(st.tuples(st.just(Published.PRACTICE), st.integers(1, 20))),
)
def test_a_digest_holds_three_at_most_on_topics_in_language_never_seen(
    topics: set[Topic], entries: Sequence[Entry], seen: set[tuple[Published, int]]
) -> None:
    member = Member(name="M", language="ar", created_at=TUESDAY)
    chosen = digest.choose(member, topics, entries, seen)
    assert len(chosen) <= 3
    for one in chosen:
        assert one.topic in topics
        assert one.language == "ar"
        assert (one.kind, one.number) not in seen


ACTS = ("submit", "publish", "return", "reject", "unpublish", "forget")


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), max_size=14))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_unpublished_is_ever_listed_or_found(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, acts: list[tuple[str, int]]
) -> None:
    """Whatever is done in whatever order, what is shown is what a moderator published last."""

    file = tmp_path_factory.mktemp("acts") / "jisr.db"
    shutil.copy(sqlite_template, file)
    engine = create_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        people = found(session)
        published = play(session, people["amal"], acts)
        listed = {one.title for one in shelves.entries(session, limit=100)}
        most = {one.title for one in shelves.entries(session, order=Order.MOST_USED, limit=100)}
        on_shelf = shelves.entries(session, Shelf(topic=Topic.BUDGET), limit=100)
        hits = {one.title for one in search.find(session, "practice", limit=100)}
        assert listed == most == {one.title for one in on_shelf} == hits == published
        assert shelves.count(session) == len(published)
    engine.dispose()


def play(session: Session, author_id: int, acts: list[tuple[str, int]]) -> set[str]:
    """Do these acts, each to one of four practices; return the titles that are published then."""
    author = session.get_one(Member, author_id)
    shown: dict[int, str] = {}
    ids: dict[int, int] = {}
    erased = False
    for step, (act, which) in enumerate(acts):
        if act == "submit" and not erased:
            title = f"practice {which} version {step}"
            practice = session.get(Practice, ids[which]) if which in ids else None
            version = practices.submit(
                session, author, written(title), Keys("k", "k"), TUESDAY, practice=practice
            )
            ids[which] = version.practice_id
        elif act == "forget":
            practices.forget(session, author_id)
            erased = True
        elif which in ids:
            decide(session, ids[which], act, author, shown, which)
    session.flush()
    return set(shown.values())


def decide(  # noqa: PLR0913, PLR0917
    session: Session, number: int, act: str, by: Member, shown: dict[int, str], which: int
) -> None:
    version = practices.versions(session, number)[-1]
    if act == "unpublish":
        practices.unpublish(session, version.practice, by, TUESDAY)
        shown.pop(which, None)
    elif version.status is PublicationStatus.SUBMITTED and version.words:
        version.status = {
            "publish": PublicationStatus.PUBLISHED,
            "return": PublicationStatus.RETURNED,
            "reject": PublicationStatus.REJECTED,
        }[act]
        if act == "publish":
            practices.publish(session, version, Keys("k", "k"), TUESDAY, TUESDAY.date())
            shown[which] = version.words["title"]
        else:
            practices.turn_down(version)


def written(title: str) -> Written:
    return Written(
        title=title, problem="p", done="d", result="r", effort=None, source=None,
        topic=Topic.BUDGET, principles=("transparency",), language="en", files=(),
        depicted=False, contact=True,
    )  # fmt: skip
