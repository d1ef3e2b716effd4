"""A coordinator's question about a report, and its author's answer; the report stands meanwhile."""

from typing import Any

from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.levels import level_name
from handlers.places import place_of
from handlers.say import Button, Say, number_in
from handlers.titles import title
from locales import Lines, Percent, Quote, Words, _
from storage import audit, people, reports
from storage.models import Collectivity, Level, ProgressReport
from storage.reach import reach_of

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
    return Say(Lines([_("<b>Latest reports</b>"), *cards]), (*ask, _MENU))


@conversation("clarify", title=_("Ask about a report"))
def clarify(about: About) -> Dialogue:
    """One question to the report's author."""
    text = _("Your question to {name} about {number}:", name=about["name"], number=about["number"])
    words = yield Text("question", text, limit=MOST)
    return {"report": about["report"], "words": words}


@clarify.begins
def begin_question(context: Context, argument: str | None) -> About | Say:
    """Take a report of the coordinator's region; others learn nothing about it."""
    report = _visible(context, argument)
    if report is None:
        return _NOT_FOUND
    return {"report": report.id, "number": f"R-{report.id}", "name": report.author.name}


@clarify.done
def send_question(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the question to the author, with a button to answer."""
    report = _visible(context, str(value["report"]))
    if report is None:
        return Reply(_NOT_FOUND)
    answer = Button(_("Reply"), f"s.explain.{report.id}.{context.member.id}")
    text = Lines(
        [
            _("{name}, who coordinates the network, asks about {number}:",
              name=context.member.name, number=f"R-{report.id}"),
            Quote(value["words"], limit=MOST),
        ]
    )  # fmt: skip
    posts = _to(context, report.author_id, Say(text, ((answer,),)))
    audit.record(context.session, context.member.id, "clarify", f"report:{report.id}", context.now)
    said = _("Sent to {name}.", name=report.author.name) if posts else _UNREACHED
    return Reply(Say(said, (_LATEST,)), posts)


@conversation("explain", title=_("Answer your coordinator"))
def explain(about: About) -> Dialogue:
    """The author's answer, in one message."""
    text = _("Your answer about {number}:", number=about["number"])
    words = yield Text("answer", text, limit=MOST)
    return {**about, "words": words}


@explain.begins
def begin_answer(context: Context, argument: str | None) -> About | Say:
    """Take one's own report, and the coordinator who asked; anything else is refused."""
    number, _dot, coordinator = (argument or "").partition(".")
    report_id, asker = number_in(number), number_in(coordinator)
    report = reports.by_author(context.session, report_id, context.member.id) if report_id else None
    mine = {one.id for one in people.coordinators_of(context.session, context.member, every=True)}
    if report is None or asker not in mine:
        return Say(_("I do not find that report among yours."), (_MENU,))
    return {"report": report.id, "number": f"R-{report.id}", "coordinator": asker}


@explain.done
def send_answer(context: Context, value: dict[str, Any]) -> Reply:
    """Bring the answer to the coordinator who asked, and to nobody else."""
    text = Lines(
        [
            _("{name} answers about {number}:", name=context.member.name, number=value["number"]),
            Quote(value["words"], limit=MOST),
        ]
    )
    posts = _to(context, value["coordinator"], Say(text, (_LATEST,)))
    return Reply(Say(_("Sent. Thank you.") if posts else _UNREACHED, (_MENU,)), posts)


_MENU = (Button(_("Menu"), "a.menu"),)
_LATEST = (Button(_("Latest reports"), "a.latest"),)
_NOT_FOUND = Say(_("I do not find that report."), (_MENU,))
_UNREACHED = _("They cannot be reached here just now.")


def _visible(context: Context, argument: str | None) -> ProgressReport | None:
    """Return a report this coordinator may see, decided in the query."""
    report_id, reach = number_in(argument), reach_of(context.member)
    if reach is None or report_id is None:
        return None
    found = reports.latest(context.session, reach, limit=1, report_id=report_id)
    return found[0][0] if found else None


def _to(context: Context, member_id: int, say: Say) -> tuple[Post, ...]:
    """Address a message to where the member was last linked; empty if nowhere."""
    identities = people.identities_of(context.session, member_id)[:1]
    return tuple(Post(identity.id, say) for identity in identities)


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
