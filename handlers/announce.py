"""An announcement: its text in each language, to whom, seen and tried, then sent by typing a count.

Nothing is sent by a slip: the last question is answered only by typing how many people it goes to,
and who they are is decided again in the transaction that sends it. An urgent one, which spends no
budget, waits for a second person.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from handlers import announcement_texts, announcement_words, audience
from handlers.announced import ALL, MENU, found, heading, number, place, tried
from handlers.daytimes import times
from handlers.dialogue import Choice, Context, Date, LookUp, Media, Option, Reply, TimeOfDay
from handlers.dialogue.flow import About, Post, conversation
from handlers.dialogue.questions import TODAY, Answer, Number, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say, encode, number_in
from locales import CASABLANCA, Lines, Words, _
from storage import files as kept
from storage import outbox, people, territory
from storage.announcements import audience as audiences
from storage.announcements import records
from storage.announcements.records import New
from storage.models import Announcement, AnnouncementStatus, CollectivityKind
from storage.reach import Reach, reach_of

TRIES = 8  # of one thing: tests, a time to come
NOW, AT, URGENT, TEST = "go_now", "at", "urgent", "test"
YES, NO = "yes", "no"
HOURS = ("09:00", "10:00", "11:00", "14:00", "15:00")
APPROVERS = 5  # coordinators who are asked for a second word

FILE = Media(
    "file",
    _("A photo or a PDF with it? Send it here, or skip."),
    kinds=("photo", "document"),
    most=1,
    optional=True,
)


@dataclass(frozen=True)
class Count(Number):
    """How many people, to be typed just so: no button says it."""

    expected: int = 0

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take the expected number alone."""
        read = super().read(text, today)
        if isinstance(read, Answer) and read.value == self.expected:
            return read
        return Refusal(_("That is not the number: nothing was sent."))

    def accepts(self, value: object) -> bool:
        """Accept what was expected: if that has changed, it is asked again."""
        return value == self.expected


@conversation(
    "announce",
    title=_("Announce"),
    words=("إعلان", "annonce", "annoncer", "announce", "announcement"),
    collects=FILE,
)
def announce(about: About) -> Dialogue:
    """The texts and a file, whether it is a repetition, the audience, when, and the count."""
    texts = about["texts"] or (yield from announcement_texts.written())
    if not texts:
        return None
    files = (yield FILE) or []
    mark = _mark(texts)
    again = yield LookUp(f"again-{mark}", "repeated", {"texts": texts})
    if again is not None:
        answer = yield Choice(f"repeat-{mark}", announcement_words.same(again), options=_YES_NO)
        if answer == NO:
            return None
    to = yield from audience.chosen(about)
    if to is None:
        return None
    when = yield from _when(about, texts, to, files)
    if when is None:
        return None
    count = to["seen"]["people"]
    yield Count("count", announcement_words.confirmation(when, count), high=10**9, expected=count)
    return {
        "texts": texts, "files": files, "stored": when["stored"], "rule": to["rule"],
        "count": count, "urgent": when["urgent"], "at": when["at"],
        "again": None if again is None else again["id"],
    }  # fmt: skip


audience.look_ups(announce)


@announce.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Freeze how far this coordinator reaches; with a number, take that announcement's texts."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (MENU,))
    session = context.session
    own = None if reach.region_id is None else _place(context, reach.region_id)
    regions = [] if own else territory.of_kind(session, CollectivityKind.REGION)
    labels = territory.labels_of(session, [one.id for one in regions])
    earlier = found(context, number_in(argument))
    others = records.others_in_charge(session, reach.region_id, context.member.id)
    return {
        "reach": own,
        "regions": [
            {"id": str(one.id), "ar": labels[one.id][0], "fr": labels[one.id][1]} for one in regions
        ],
        "texts": records.texts(session, earlier.id) or None if earlier else None,
        "approvers": bool(others),
    }


@announce.looks_up("repeated")
def repeated(context: Context, texts: Mapping[str, str]) -> dict[str, Any] | None:
    """Find the same texts among what was announced within a day."""
    reach = reach_of(context.member)
    row = records.repeated(context.session, reach, texts, context.now) if reach else None
    return None if row is None else {"id": row.id, "at": row.created_at.isoformat()}


@announce.looks_up("day")
def day_of(context: Context) -> str:
    """Tell the date in Morocco."""
    return context.today.isoformat()


@announce.looks_up("moment")
def moment(context: Context, day: str, hour: str) -> dict[str, Any]:
    """Tell which moment a wall time in Morocco is, and whether it has passed."""
    wall = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), tzinfo=CASABLANCA)
    at = wall.astimezone(UTC)
    return {"at": at.isoformat(), "past": at <= context.now}


@announce.looks_up("test")
def test(
    context: Context, texts: Mapping[str, str], files: list[dict[str, Any]], turn: int
) -> list[int]:
    """Send the message to the coordinator alone, in each language; return the files' numbers."""
    reach = reach_of(context.member)
    if reach is None:
        return []
    stored = _stored(context, files)
    head = heading(place(context.session, reach.region_id), urgent=False)
    for language, words in texts.items():
        say = tried(head, words, tuple(stored))
        key = f"test:{context.identity.id}:{context.now.isoformat()}:{turn}:{language}"
        outbox.enqueue(
            context.session,
            identity_id=context.identity.id,
            payload=encode(say),
            key=key,
            now=context.now,
        )
    return stored


@announce.done
def send(context: Context, value: dict[str, Any] | None) -> Reply:
    """Decide once more whom it goes to, and whether it does; then write it down."""
    reach = reach_of(context.member)
    if value is None or reach is None:
        return Reply(Say(_("Nothing was sent."), (_AGAIN, MENU)))
    people.hold(context.session, context.member.id)  # of two telephones, one after the other
    same = records.repeated(context.session, reach, value["texts"], context.now)
    if same is not None and same.id != value["again"]:
        text = _("That text has gone out meanwhile, as {number}: it was not sent twice.",
                 number=number(same))  # fmt: skip
        return Reply(Say(text, (ALL, MENU)))
    seen = audiences.preview(context.session, audience.scope(context, reach, value["rule"]))
    if not seen.people:
        text = _("That means nobody any more: nothing was sent.")
        return Reply(Say(text, (_AGAIN, MENU)))
    row = _add(context, reach, value)
    if row.status == AnnouncementStatus.MISSED:
        text = _("The time you chose has passed: nothing was sent. The text is kept.")
        again = (Button(_("Take it up again"), f"s.announce.{row.id}"),)
        return Reply(Say(text, (again, MENU)))
    posts = _ask_others(context, row) if row.status == AnnouncementStatus.APPROVAL else ()
    lines = [announcement_words.told(row, seen)]
    if seen.people != value["count"]:
        lines.append(_("The audience has changed since: it was {count}.", count=value["count"]))
    stop = (Button(_("Cancel it"), f"a.retract.{row.id}"),)
    return Reply(Say(Lines(lines), (stop, ALL, MENU)), posts)


_AGAIN = (Button(_("Announce"), "s.announce"),)
_YES_NO = (Option(YES, _("Yes, once more")), Option(NO, _("No")))


def _when(
    about: Mapping[str, Any], texts: Mapping[str, str], to: Mapping[str, Any], files: list[Any]
) -> Dialogue:
    """Show what it comes to; try it as often as wanted; return when, and whether it is urgent."""
    stored: list[int] | None = None
    for turn in range(TRIES):
        how = yield Choice(
            f"when-{turn}",
            announcement_words.preview(texts, to),
            options=_hows(about),
            columns=2,
            page=9,
        )
        if how == AT:
            at = yield from _at(turn)
            return {"at": at, "urgent": False, "stored": stored} if at else None
        if how != TEST:
            return {"at": None, "urgent": how == URGENT, "stored": stored}
        sent = yield LookUp(
            f"tested-{turn}", "test", {"texts": texts, "files": files, "turn": turn}
        )
        stored = stored or sent
    return None


def _at(round_: int) -> Dialogue:
    """Ask for a day and an hour until they are to come; return the moment (ISO 8601, UTC)."""
    asked: Words = _("On which day?")
    for turn in range(TRIES):
        key = f"{round_}-{turn}"
        first = yield LookUp(f"first-{key}", "day")
        day = yield Date(
            f"day-{key}", asked, options=(Option(TODAY, _("Today")),),
            earliest=date.fromisoformat(first),
        )  # fmt: skip
        hour = yield TimeOfDay(f"hour-{key}", _("At what time, in Morocco?"), options=_HOURS)
        at = yield LookUp(f"moment-{key}-{day}-{hour}", "moment", {"day": day, "hour": hour})
        if not at["past"]:
            return at["at"]
        asked = Lines([_("That moment has passed: nothing is scheduled."), _("On which day?")])
    return None


_HOURS = times(HOURS)


def _hows(about: Mapping[str, Any]) -> tuple[Option, ...]:
    urgent = (Option(URGENT, _("Urgent…")),) if about["approvers"] else ()
    return (
        Option(TEST, _("Test to me")),
        Option(NOW, _("Send now")),
        Option(AT, _("At a time")),
        *urgent,
    )


def _mark(texts: Mapping[str, str]) -> str:
    """Return what tells these texts from others, in a few letters."""
    plain = "\0".join(f"{language}\0{words}" for language, words in sorted(texts.items()))
    return hashlib.sha256(plain.encode(errors="backslashreplace")).hexdigest()[:12]


def _place(context: Context, region_id: int) -> dict[str, str]:
    arabic, french = territory.labels_of(context.session, [region_id])[region_id]
    return {"id": str(region_id), "ar": arabic, "fr": french}


def _stored(context: Context, files: list[dict[str, Any]]) -> list[int]:
    """Note the files, to be fetched; return their numbers."""
    return [
        kept.add(
            context.session,
            file,
            member_id=context.member.id,
            channel=context.identity.channel,
            now=context.now,
        ).id
        for file in files
        if "external_id" in file
    ]


def _add(context: Context, reach: Reach, value: Mapping[str, Any]) -> Announcement:
    at = None if value["at"] is None else datetime.fromisoformat(value["at"])
    status = AnnouncementStatus.SCHEDULED
    if value["urgent"]:
        status = AnnouncementStatus.APPROVAL
    elif at is not None and at <= context.now:
        status = AnnouncementStatus.MISSED
    stored = value["stored"]
    new = New(
        texts=value["texts"],
        audience=value["rule"],
        files=_stored(context, value["files"]) if stored is None else stored,
        urgent=value["urgent"],
        status=status,
        send_at=at,
    )
    return records.add(context.session, context.member, reach, new, context.now)


def _ask_others(context: Context, row: Announcement) -> tuple[Post, ...]:
    """Bring an urgent announcement, in all its languages, to those who may agree to it."""
    session = context.session
    head = heading(place(session, row.region_id), urgent=True)
    texts = [Say(Lines([head, words])) for words in records.texts(session, row.id).values()]
    question = _(
        "{name} asks you to agree to {number}, just above. It would go out at once, whatever "
        "people have had lately.",
        name=context.member.name,
        number=number(row),
    )
    agree = (
        Button(_("Approve"), f"a.approve.{row.id}"),
        Button(_("Refuse"), f"a.disapprove.{row.id}"),
    )
    others = records.others_in_charge(session, row.region_id, context.member.id)[:APPROVERS]
    return tuple(
        Post(identity.id, say)
        for other in others
        for identity in people.identities_of(session, other.id)[:1]
        for say in (*texts, Say(question, (agree,)))
    )
