"""A file one person sent reaches others: whole, in order, once, and without where it was taken."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.botapi.faults import Fault
from handlers import say
from handlers.say import Button, Say
from storage import Session, files, outbox, people
from storage.models import StoredFile
from tests.bot.test_whereabouts import SECRET, TABLES, exif, jpeg
from tests.chat import Chat, Town, town
from tests.handlers.conftest import join
from tests.handlers.network import found

PHOTO, VOICE, PDF = b"\xff\xd8\xff drawn anew", b"OggS\x00 a voice", b"%PDF-1.7 minutes"
TEXT = "A peer answers you."
LOST = "A file was sent with this. It is not available any more."


class Table:
    """Three people at it: Amal sends files, Jisr passes them on to Chama; Driss hears nothing."""

    def __init__(self, running: Town, amal: Chat, chama: Chat, driss: Chat) -> None:
        self.town, self.amal, self.chama, self.driss = running, amal, chama, driss
        self.numbers: list[int] = []

    async def sends(self, kind: str, content: bytes, **described: str) -> str:
        """Let Amal send a file, as a conversation would keep it; return the platform's id."""
        await self.amal.send(kind, content, **described)
        file = next(each.file for each in reversed(self.amal.messages) if each.file)
        assert file is not None
        kept: dict[str, object] = {
            "kind": kind,
            "external_id": file.file_id,
            "size": len(content),
            **described,
        }
        await self.town.app.database.transaction(self._keep, kept)
        return file.file_id

    async def passes_on(self, text: str = TEXT) -> None:
        """Let Jisr send them all to Chama, with words and a button, and wait."""
        for chat in (self.chama, self.driss):
            chat.watch()
        await self.town.app.database.transaction(self._send, text)
        self.town.app.sender.wake()
        await self.town.settle()

    def _keep(self, session: Session, kept: dict[str, object]) -> None:
        identity = people.identity(session, "telegram", str(self.amal.person))
        assert identity is not None
        assert identity.member is not None
        now = self.town.clock.now()
        file = files.add(session, kept, member_id=identity.member.id, channel="telegram", now=now)
        self.numbers.append(file.id)

    def _send(self, session: Session, text: str) -> None:
        identity = people.identity(session, "telegram", str(self.chama.person))
        assert identity is not None
        message = Say(text, ((Button("Helpful", "a.x"),),), files=tuple(self.numbers))
        outbox.enqueue(
            session,
            identity_id=identity.id,
            payload=say.encode(message),
            key="relayed",
            now=self.town.clock.now(),
        )

    def uploads(self) -> list[str]:
        """The methods with which bytes went out, rather than an id."""
        sending = [call for call in self.town.world.calls if call.method.startswith("send")]
        return [
            call.method
            for call in sending
            if any(not isinstance(call.params.get(kind, ""), str)
                   for kind in ("photo", "document", "voice", "audio", "video"))
        ]  # fmt: skip


@pytest.fixture
async def table(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Table]:
    async with town(sqlite_url, tmp_path) as running:
        await running.app.database.transaction(found)
        yield Table(running, *[await join(running, each) for each in ("amal", "chama", "driss")])


async def test_what_one_person_sent_reaches_the_other_and_nobody_else(
    database_url: str, tmp_path: Path
) -> None:
    async with town(database_url, tmp_path) as running:
        await running.app.database.transaction(found)
        everybody = [await join(running, each) for each in ("amal", "chama", "driss")]
        stranger, table = running.phone(999), Table(running, *everybody)
        await table.sends("photo", PHOTO)
        await table.sends("voice", VOICE, mime="audio/ogg")
        await table.sends("document", PDF, name="محضر الدورة.pdf", mime="application/pdf")
        stranger.watch()
        await table.passes_on()
        table.chama.gets(("photo", PHOTO), ("voice", VOICE), ("document", PDF))
        assert table.chama.file == ("محضر الدورة.pdf", PDF)
        assert table.chama.text == TEXT
        assert table.chama.labels == ["Helpful"]
        assert table.uploads() == []
        table.driss.hears_nothing()
        stranger.hears_nothing()


async def test_a_picture_sent_as_a_file_arrives_without_where_it_was_taken(table: Table) -> None:
    taken, shown = jpeg(exif(6), TABLES, tail=SECRET), jpeg(TABLES)
    await table.sends("document", taken, name="place.jpg", mime="image/jpeg")
    await table.sends("document", shown, name="drawn.jpg", mime="image/jpeg")
    await table.passes_on()
    assert table.uploads() == ["sendDocument"]
    first = next(each for each in table.chama.messages if each.file)
    content = table.town.world.content_of(first)
    assert first.file is not None
    assert first.file.name == "place.jpg"
    assert SECRET not in content
    assert content.startswith(b"\xff\xd8\xff\xe1")  # which way up it is stays
    assert table.chama.file == ("drawn.jpg", shown)
    (file, _other) = await table.town.rows(StoredFile)
    assert file.sha256 is not None
    assert table.town.app.files.path(file.sha256).read_bytes() == taken  # evidence is not touched


@pytest.mark.parametrize(
    ("name", "mime", "content"),
    [
        ("facture.pdf", "application/pdf", b"MZ\x90 a program"),
        ("page.html", "text/html", b"<script>"),
        ("IMG.heic", "image/heic", b"\x00\x00\x00\x18ftypheic"),
        ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe1\xff\xff cut"),
    ],
)
async def test_what_is_not_what_it_says_stays_behind(
    table: Table, name: str, mime: str, content: bytes
) -> None:
    await table.sends("document", content, name=name, mime=mime)
    await table.passes_on()
    table.chama.gets()
    assert [each.text for each in table.chama.messages[-2:]] == [LOST, TEXT]
    table.driss.hears_nothing()


async def test_a_file_that_the_platform_has_forgotten_is_sent_from_our_folder(
    table: Table,
) -> None:
    voice = await table.sends("voice", VOICE, mime="audio/ogg")
    report = await table.sends("document", PDF, name="pv.pdf", mime="application/pdf")
    for number in table.numbers:
        file = (await table.town.app.database.read(files.by_number, [number]))[number]
        await table.town.app.files.fetch(file)
    for lost in (voice, report):
        table.town.world.lose_file(lost)
    await table.passes_on()
    table.chama.gets(("voice", VOICE), ("document", PDF))
    assert table.uploads() == ["sendVoice", "sendDocument"]
    assert table.chama.text == TEXT


async def test_where_nothing_is_left_of_a_file_the_words_come_all_the_same(table: Table) -> None:
    photo = await table.sends("photo", PHOTO)
    await table.sends("voice", VOICE, mime="audio/ogg")
    table.town.world.lose_file(photo)
    await table.passes_on()
    table.chama.gets(("voice", VOICE))
    assert [each.text for each in table.chama.messages[-3:]] == [LOST, "", TEXT]
    assert table.chama.labels == ["Helpful"]


@pytest.mark.parametrize(("kind", "wait"), [("429", 2), ("5xx", 40)])
@pytest.mark.parametrize("method", ["sendVoice", "sendMessage"])
async def test_an_attempt_that_breaks_off_goes_on_where_it_was(
    table: Table, kind: str, wait: int, method: str
) -> None:
    await table.sends("photo", PHOTO)
    await table.sends("voice", VOICE, mime="audio/ogg")
    chat = table.chama.person
    table.town.world.faults.add(Fault(method, kind, chat_id=chat, retry_after=1))  # type: ignore[arg-type]
    await table.passes_on()
    assert {call.status for call in table.town.world.calls} & {429, 502}
    await table.town.move(seconds=wait)
    table.chama.gets(("photo", PHOTO), ("voice", VOICE))
    assert table.chama.text == TEXT
    table.driss.hears_nothing()


async def test_a_message_waits_a_little_for_a_file_that_is_not_here_yet(table: Table) -> None:
    away = Fault(
        "getFile", "400", text="Bad Request: the file is temporarily unavailable", times=99
    )
    table.town.world.faults.add(away)
    await table.sends("document", PDF, name="pv.pdf", mime="application/pdf")
    await table.passes_on()
    table.chama.hears_nothing()
    table.town.world.faults.clear()
    await table.town.move(seconds=40)
    table.chama.gets(("document", PDF))
    assert table.chama.text == TEXT


async def test_a_message_does_not_wait_for_ever_for_a_file(table: Table) -> None:
    away = Fault(
        "getFile", "400", text="Bad Request: the file is temporarily unavailable", times=99
    )
    table.town.world.faults.add(away)
    await table.sends("document", PDF, name="pv.pdf", mime="application/pdf")
    await table.passes_on()
    for seconds in (40, 150):
        table.chama.hears_nothing()
        await table.town.move(seconds=seconds)
    table.chama.gets()
    assert [each.text for each in table.chama.messages[-2:]] == [LOST, TEXT]


async def test_files_come_anew_even_where_words_would_replace_others(table: Table) -> None:
    def asks(session: Session) -> bool:
        identity = people.identity(session, "telegram", str(table.chama.person))
        assert identity is not None
        shown = table.chama.last
        new = say.encode(Say("Again", replaces=str(shown.id), files=(1,)))
        kept = outbox.in_place(session, identity.id, new)
        return kept is not None and kept["replaces"] is None

    assert await table.town.app.database.read(asks)
    assert say.decode(say.encode(Say("x", files=(3, 1)))).files == (3, 1)
    with pytest.raises(ValueError, match="up to 3"):
        Say("x", files=(1, 2, 3, 4))
