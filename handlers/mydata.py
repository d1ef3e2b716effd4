"""My data: everything Jisr keeps about somebody, as a page to read and as JSON."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import locales
from handlers.dialogue import Context, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.levels import level_name
from handlers.roles import ROLES
from handlers.say import Button, Say
from handlers.slots import CLOCK
from locales import Names, Span, Weekday, Words, _, language_name
from storage import documents, personal
from storage.models import Role

KEEP = timedelta(days=1)  # it can be asked for again at any time
BOM = "\ufeff"  # by which old programs on old machines recognise UTF-8


@conversation("mydata", title=_("My data"), words=("معطياتي", "mes données", "my data"))
def mydata(about: About) -> Dialogue:
    """Ask nothing: the request is the whole of it."""
    del about
    yield from ()


@mydata.done
def send(context: Context, value: None) -> Reply:
    """Send both files, to this chat alone; they are kept until they have arrived."""
    del value
    found = personal.collect(context.session, context.member)
    page = _file(context, "txt", "text/plain", BOM + _page(context, found))
    plain = json.dumps(found, ensure_ascii=False, indent=1)
    machine = _file(context, "json", "application/json", plain)
    read = Say(_("Everything Jisr keeps about you, to read:"), document=page, secret=True)
    other = Say(
        _("The same for a program, with every detail. Is something wrong? It can be corrected."),
        (
            (Button(_("Correct my details"), "s.correct"),),
            (Button(_("Erase my data"), "s.forget"), Button(_("Privacy"), "a.privacy")),
            (Button(_("Menu"), "a.menu"),),
        ),
        document=machine,
        secret=True,
    )
    return Reply(read, (Post(context.identity.id, other, priority=0),))


def _file(context: Context, ending: str, mime: str, text: str) -> int:
    name = f"jisr-{context.today.isoformat()}.{ending}"
    content = text.encode(errors="backslashreplace")
    return documents.add(
        context.session, name=name, mime=mime, content=content, now=context.now, keep=KEEP
    ).id


def _page(context: Context, found: Mapping[str, Any]) -> str:
    """Write what was found as lines in the person's language."""
    language = context.member.language
    sections = (
        (_("My details"), _details(found["person"])),
        (_("My seats"), map(_seat, found["seats"])),
        (_("My consent"), map(_consent, found["consents"])),
        (_("How channels know me"), map(_channel, found["channels"])),
        (_("My reports"), map(_report, found["reports"])),
        (_("My practices"), map(_practice, found["practices"])),
        (_("My files"), map(_stored, found["files"])),
        (_("Also kept; the other file shows all of it"), _counts(found)),
    )
    lines = [locales.render(_("Data of {name}, {moment}", name=found["person"]["name"],
                              moment=context.now), language, html=False)]  # fmt: skip
    for title, facts in sections:
        rendered = [locales.render(fact, language, html=False) for fact in facts]
        if rendered:
            lines += ["", locales.render(title, language, html=False)]
            lines += [f"- {one}" for one in rendered]
    return "\r\n".join(lines) + "\r\n"


def _details(person: Mapping[str, Any]) -> Iterable[Words]:
    yield _("Name: {name}", name=person["name"])
    yield _("Language: {language}", language=language_name(person["language"]))
    yield _("Registered: {moment}", moment=_at(person["created_at"]))
    if person["joined_at"]:
        yield _("Joined: {moment}", moment=_at(person["joined_at"]))
    yield _(
        "Check-in: {day} at {hour}",
        day=Weekday(person["checkin_day"]),
        hour=CLOCK[person["checkin_hour"]],
    )
    if person["quiet_from"]:
        start, end = (time.fromisoformat(person[name]) for name in ("quiet_from", "quiet_until"))
        yield _("Quiet hours: {hours}", hours=Span(start, end))
    if person["stopped_at"]:
        yield _("Messages stopped: {moment}", moment=_at(person["stopped_at"]))
    if person["paused_until"]:
        yield _("Paused until: {day}", day=date.fromisoformat(person["paused_until"]))


def _seat(seat: Mapping[str, Any]) -> Words:
    role = ROLES[Role(seat["role"])]
    place: Words = "—" if seat["place"] is None else Names(**seat["place"])
    if seat["until"] is None:
        return _("{role}, {place}, since {moment}", role=role, place=place,
                 moment=_at(seat["since"]))  # fmt: skip
    return _("{role}, {place}, from {moment} to {end}", role=role, place=place,
             moment=_at(seat["since"]), end=_at(seat["until"]))  # fmt: skip


def _consent(consent: Mapping[str, Any]) -> Words:
    version, moment = consent["version"], _at(consent["at"])
    if consent["given"]:
        return _("Notice {version} accepted, {moment}", version=version, moment=moment)
    return _("Notice {version} declined, {moment}", version=version, moment=moment)


def _channel(channel: Mapping[str, Any]) -> Words:
    return _("{channel}: number {id}", channel=channel["channel"], id=channel["external_id"])


def _report(report: Mapping[str, Any]) -> Words:
    project: Words = _("Step of the programme")
    if report["project"] is not None:
        project = Names(ar=report["project"]["ar"] or "", fr=report["project"]["fr"] or "")
    return _(
        "{number}, {moment}: {project}, {level}. {words}",
        number=f"R-{report['id']}",
        moment=_at(report["created_at"]),
        project=project,
        level=level_name(report["level"]) if report["level"] else "—",
        words=report["reason"] or report["note"] or "—",
    )


def _practice(practice: Mapping[str, Any]) -> Words:
    return _("{number}, {moment}: {title}", number=f"P-{practice['id']}",
             moment=_at(practice["created_at"]), title=practice["title"] or "—")  # fmt: skip


def _stored(file: Mapping[str, Any]) -> Words:
    return _("{name}, {moment}", name=file["name"] or file["kind"], moment=_at(file["created_at"]))


def _counts(found: Mapping[str, Any]) -> Iterable[Words]:
    yield _("Conversations and their answers: {count}", count=len(found["conversations"]))
    yield _("Messages I wrote: {count}", count=len(found["written"]))
    yield _("Messages I received: {count}", count=len(found["received"]))
    yield _("My check-ins: {count}", count=len(found["check_ins"]))
    yield _("Decisions on what I was sent: {count}", count=len(found["decisions"]))
    yield _("Calls proposed for me: {count}", count=len(found["cards"]))
    yield _("Absences declared for me: {count}", count=len(found["absences"]))
    yield _("Evidence I sent: {count}", count=len(found["evidence"]))
    yield _("Questions to my peers: {count}", count=len(found["questions"]))
    yield _("Questions brought to me: {count}", count=len(found["brought"]))
    yield _("My answers: {count}", count=len(found["answers"]))
    yield _("Practices I said we applied: {count}", count=len(found["made_use_of"]))
    yield _("Entries of the library I was shown: {count}", count=len(found["shown"]))
    yield _("Lines in the log of acts: {count}", count=len(found["log"]))


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
