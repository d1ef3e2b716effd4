"""A coordinator's question about a report, and its answer; the report stands meanwhile.

The author is asked, and alone can answer, as long as they sit where the report was made; after
that it is whoever sits there now, for a report belongs to the seat (FEATURES.md F2).
"""

from typing import Any

import locales
from handlers.authors import author
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.levels import level_name
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from handlers.titles import title
from locales import Lines, Percent, Quote, Words, _
from storage import people, questions, reports, seats
from storage.models import Collectivity, Level, Member, ProgressReport, Role
from storage.reach import reach_of
from storage.seats import TITULAR

SHOWN = 5  # reports on one screen of a phone
MOST = 1000  # characters of a question or an answer: it is a message, not a document


def latest(context: Context) -> Say:
    """Show a coordinator the newest reports of her region, or of the network; nobody else."""
    reach = reach_of(context.member)
    rows = reports.latest(context.session, reach, limit=SHOWN) if reach else []
    if not rows:
        return Say(_("No report yet."), (_MENU,))
    cards = [_card(context, report, collectivity) for report, collectivity in rows]
    ask = tuple(
        (Button(_("Ask about {number}", number=f"R-{report.id}"), f"s.clarify.{report.id}"),)
        for report, _where in rows
    )
    export = (Button(_("Export"), "s.export"),)
    return Say(Lines([_("<b>Latest reports</b>"), *cards]), (*ask, export, _MENU))


@conversation("clarify", title=_("Ask about a report"))
def clarify(about: About) -> Dialogue:
    """One question to the report's author, or to whoever sits there now."""
    name = author(about["name"])
    text = _("Your question to {name} about {number}:", name=name, number=about["number"])
    words = yield Text("question", text, limit=MOST)
    return {"report": about["report"], "words": words}


@clarify.begins
def begin_question(context: Context, argument: str | None) -> About | Say:
    """Take a report of the coordinator's region; others learn nothing about it."""
    found = _visible(context, argument)
    if found is None:
        return _NOT_FOUND
    report, place = found
    asked = _answerer(context, report, place.id)
    if asked is None:
        return _VACANT
    return {"report": report.id, "number": f"R-{report.id}", "name": asked.name}


@clarify.done
def send_question(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the question to whom it concerns, with a button to answer."""
    found = _visible(context, str(value["report"]))
    if found is None:
        return Reply(_NOT_FOUND)
    report, place = found
    asked = _answerer(context, report, place.id)
    if asked is None:
        return Reply(_VACANT)
    answer = Button(_("Reply"), f"s.explain.{report.id}.{context.member.id}")
    lines: list[Words] = [
        _("{name}, who coordinates the network, asks about {number}:",
          name=context.member.name, number=f"R-{report.id}"),
        Quote(value["words"], limit=MOST),
    ]  # fmt: skip
    if asked.id != report.author_id:
        lines.append(_made_by(report))
    posts = posts_to(context.session, [asked], Say(Lines(lines), ((answer,),)))
    questions.asked(context.session, context.member.id, report.id, context.now)
    said = _("Sent to {name}.", name=author(asked.name)) if posts else _UNREACHED
    return Reply(Say(said, (_LATEST,)), posts)


@conversation("explain", title=_("Answer your coordinator"))
def explain(about: About) -> Dialogue:
    """The answer, in one message."""
    text = _("Your answer about {number}:", number=about["number"])
    words = yield Text("answer", text, limit=MOST)
    return {**about, "words": words}


@explain.begins
def begin_answer(context: Context, argument: str | None) -> About | Say:
    """Take a report that is this person's to explain, and who asked; anything else is refused."""
    number, _dot, coordinator = (argument or "").partition(".")
    report_id, asker = number_in(number) or 0, number_in(coordinator) or 0
    if not _is_answerer(context, report_id) or not _may_have_asked(context, report_id, asker):
        return _NOT_THEIRS
    return {"report": report_id, "number": f"R-{report_id}", "coordinator": asker}


@explain.done
def send_answer(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the answer to the coordinator who asked, and to nobody else.

    If they coordinate no more, it goes to those who look after the seat now.
    """
    if not _is_answerer(context, value["report"]):
        return Reply(_NOT_THEIRS)
    session, member, asker = context.session, context.member, value["coordinator"]
    every = people.coordinators_of(session, member, every=True)
    to = [one for one in every if one.id == asker] or people.coordinators_of(session, member)
    text = Lines(
        [
            _("{name} answers about {number}:", name=member.name, number=value["number"]),
            Quote(value["words"], limit=MOST),
        ]
    )
    posts = posts_to(context.session, to, Say(text, (_LATEST,)))
    questions.answered(session, member.id, value["report"], asker, context.now)
    return Reply(Say(_("Sent. Thank you.") if posts else _UNREACHED, (_MENU,)), posts)


_MENU = (Button(_("Menu"), "a.menu"),)
_LATEST = (Button(_("Latest reports"), "a.latest"),)
_NOT_FOUND = Say(_("I do not find that report."), (_MENU,))
_UNREACHED = _("They cannot be reached here just now.")
_VACANT = Say(_("Nobody sits there just now, so there is nobody to ask."), (_LATEST, _MENU))
_NOT_THEIRS = Say(_("I do not find that report among yours."), (_MENU,))


def _visible(context: Context, argument: str | None) -> tuple[ProgressReport, Collectivity] | None:
    """Return a report this coordinator may see, and of where, decided in the query."""
    report_id, reach = number_in(argument), reach_of(context.member)
    if reach is None or report_id is None:
        return None
    found = reports.latest(context.session, reach, limit=1, report_id=report_id)
    return found[0] if found else None


def _answerer(context: Context, report: ProgressReport, place: int) -> Member | None:
    """Return who answers for a report: its author, or whoever sits at its place now; or None."""
    if report.author.collectivity_id == place:
        return report.author
    focal_point = seats.sitting(context.session, Role.FOCAL_POINT, place)
    return focal_point or seats.sitting(context.session, Role.DEPUTY, place)


def _is_answerer(context: Context, report_id: int) -> bool:
    """Tell whether this person may explain a report: their own, or one their seat has inherited."""
    member = context.member
    if member.collectivity_id is None:
        return False
    report = reports.of_place(context.session, report_id, member.collectivity_id)
    if report is None:
        return False
    if report.author.collectivity_id == member.collectivity_id:
        return report.author_id == member.id
    return member.role in TITULAR


def _may_have_asked(context: Context, report_id: int, asker: int) -> bool:
    """Tell whether an answer may go to ``asker``: who coordinates them, or did when asking."""
    mine = people.coordinators_of(context.session, context.member, every=True)
    return asker in {one.id for one in mine} or questions.was_asked(
        context.session, report_id, asker
    )


def _made_by(report: ProgressReport) -> Words:
    """Say whose report it is to somebody who did not write it."""
    day = locales.wall(report.created_at).date()
    if not report.author.name:
        return _("It was made in your seat on {day}.", day=day)
    return _("{name} made it on {day}.", name=report.author.name, day=day)


def _card(context: Context, report: ProgressReport, collectivity: Collectivity) -> Words:
    """Put a report in a few lines: where, which project, its level and date, the author's words."""
    facts: list[Words] = [
        _("<b>{number}</b> · {place}", number=f"R-{report.id}",
          place=place_of(context.session, collectivity.id)),
    ]  # fmt: skip
    if report.project is not None:
        facts.append(title(report.project))
    if report.percent is not None and report.level != Level.COMPLETE:
        level = _("{level}, {percent}", level=level_name(report.level),
                  percent=Percent(report.percent))  # fmt: skip
    elif report.level is not None:
        level = level_name(report.level)
    else:
        level = _("Step of the programme")
    facts.append(_("{level} ({moment})", level=level, moment=report.created_at))
    words = report.reason or report.note
    if words:
        facts.append(Quote(words, limit=120))
    return Lines(facts, gap="\n")
