"""The main menu and its small answers: help, language, stop and return, a person to turn to."""

from collections.abc import Iterator
from datetime import timedelta

from handlers import waiting
from handlers.dialogue.conduct import Talk, drafts
from handlers.dialogue.flow import Context, Post
from handlers.places import place_of
from handlers.say import Button, Say
from locales import LANGUAGES, Command, Lines, Words, _, _n, language_name
from storage import absences, audit, gatherings, people, programmes, rhythm

MOST = 8  # buttons of the menu, the way to help among them
ASKED_AGAIN = timedelta(hours=1)  # within it, asking for a person twice tells nobody twice
DRAFTS = 3  # half-written conversations shown in it

COMMANDS: tuple[tuple[str, Words], ...] = (
    ("report", _("Report progress")),
    ("ask", _("Ask my peers")),
    ("open", _("Open questions")),
    ("library", _("What others did")),
    ("share", _("Share a practice")),
    ("menu", _("What you can do here")),
    ("space", _("My space")),
    ("events", _("Events")),
    ("lang", _("Change the language")),
    ("back", _("Back to the previous question")),
    ("cancel", _("Give up what you are writing")),
    ("privacy", _("What becomes of your data")),
    ("stop", _("No messages unless I write first")),
    ("help", _("Help")),
)


def menu(talk: Talk, notice: Words | None = None) -> Say:
    """Show what this person can do now, the most urgent first; at most eight buttons."""
    ways = tuple(button for name, button in _WAYS if talk.may(name))
    urgent = [button for name, button in _urgent(talk) if talk.may(name)]
    rows = tuple((button,) for button in urgent[: MOST - len(ways)])
    said = [] if notice is None else [notice]
    text = Lines([*said, *_late(talk), _("What would you like to do?")])
    return Say(text, (*rows, *_in_pairs(ways)), replaces=talk.replaces)


def _urgent(talk: Talk) -> Iterator[tuple[str, Button]]:
    """Go through what could be done, the most urgent first, each with its permission's name."""
    context, member = talk.context, talk.context.member
    half_written = drafts(talk)[:DRAFTS]
    for what, button in half_written:
        yield "menu", Button(_("Continue: {what}", what=what), button.data)
    if not half_written:
        yield "join", Button(_("Join"), f"s.join.{member.language}")
    if member.stopped_at is not None:
        yield "return", Button(_("Receive messages again"), "a.return")
    if absences.back_on(context.session, member, context.today) is not None:
        yield "here", Button(_("I am back"), "a.here")
    if to_decide := waiting.count(context):
        yield "desk", Button(_("To decide: {count}", count=to_decide), "a.desk")
    yield "report", Button(_("Report progress"), "s.report")
    yield "board", Button(_("Board"), "a.board")
    yield "latest", Button(_("Latest reports"), "a.latest")
    yield "members", Button(_("Members"), "a.members")
    yield "announce", Button(_("Announce"), "s.announce")
    agenda, makes_events = ("events", Button(_("Agenda"), "a.events")), talk.may("event")
    if makes_events:
        yield agenda
    yield "ask", Button(_("Ask my peers"), "s.ask")
    yield "library", Button(_("Library"), "a.library")
    if not makes_events and gatherings.coming(context.session, member, context.now, limit=1):
        yield agenda


def _late(talk: Talk) -> list[Words]:
    """Say how many of this person's projects are late, if any are."""
    context, place = talk.context, talk.context.member.collectivity_id
    if place is None or not talk.may("report"):
        return []
    late = programmes.overdue(context.session, place, context.today)
    return [_n("{count} project is late.", "{count} projects are late.", late)] if late else []


def _in_pairs(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(buttons[start : start + 2] for start in range(0, len(buttons), 2))


_WAYS = (
    ("space", Button(_("My space"), "a.space")),
    ("languages", Button(_("Language"), "a.languages")),
    ("help", Button(_("Help"), "a.help")),
)


def show_help(context: Context) -> Say:
    """Say how Jisr is used, in a few lines."""
    del context
    text = Lines(
        [
            _("Jisr is the network's bridge: tap a button, or type its number or its words."),
            Lines(
                [
                    _("{command} opens the menu", command=Command("/menu")),
                    _("{command} goes back one answer", command=Command("/back")),
                    _("{command} gives up, nothing is saved", command=Command("/cancel")),
                    _("{command} changes the language", command=Command("/lang")),
                ],
                gap="\n",
            ),
            _("What you write half-way is kept: you can take it up again later."),
        ]
    )
    rows = ((Button(_("Ask a person"), "a.person"),), (Button(_("Menu"), "a.menu"),))
    return Say(text, rows)


def languages(context: Context) -> Say:
    """Offer the languages, each in its own script."""
    del context
    row = tuple(Button(_named(code), f"a.language.{code}") for code in LANGUAGES)
    return Say(_("Which language?"), (row[:2], row[2:]))


def _named(code: str) -> Words:
    """Name a language in its own script; Tamazight is unfinished, and says so."""
    name = language_name(code)
    return _("{language} (beta)", language=name) if code == "zgh" else name


def stop(context: Context) -> Say:
    """Stop everything that was not asked for; nothing is lost."""
    context.member.stopped_at, context.member.asked_back_at = context.now, None
    text = _(
        "Understood: I will not write unless you write first. Your reports and drafts are kept."
    )
    return Say(text, ((Button(_("Receive messages again"), "a.return"),),))


def come_back(context: Context) -> Say:
    """Resume after a stop."""
    context.member.stopped_at = context.member.asked_back_at = None
    rhythm.wake(context.session, [context.member.id], context.now)
    return Say(_("Welcome back: everything is as you left it."), (_MENU,))


def ask_back() -> Say:
    """Ask somebody who said stop, and writes again, whether to resume."""
    text = _("You had asked me not to write. Receive messages again?")
    return Say(text, ((Button(_("Yes"), "a.return"), Button(_("No"), f"a.return.{NO}")),))


def stay_away() -> Say:
    """Leave it at the stop: only answers are sent."""
    return Say(_("Understood: I answer you, and write nothing unasked."), (_MENU,))


def ask_person(context: Context) -> tuple[Say, tuple[Post, ...]]:
    """Tell the member's coordinator that they would like a person; say who was told.

    Who asks again within the hour is told the same; the coordinator knows already.
    """
    asked = audit.latest(context.session, context.member.id, "ask_person")
    again = asked is not None and context.now - asked < ASKED_AGAIN
    for coordinator in people.coordinators_of(context.session, context.member):
        for identity in people.identities_of(context.session, coordinator.id)[:1]:
            text = _(
                "{coordinator} has been told that you would like help.",
                coordinator=coordinator.name,
            )
            if again:
                return Say(text, (_MENU,)), ()
            subject = f"member:{coordinator.id}"
            audit.record(context.session, context.member.id, "ask_person", subject, context.now)
            return Say(text, (_MENU,)), (Post(identity.id, _call(context)),)
    return Say(_("Nobody can be reached here just now. Please try again later."), (_MENU,)), ()


def _call(context: Context) -> Say:
    member = context.member
    if member.collectivity_id is None:
        return Say(_("{name} would like your help with Jisr.", name=member.name))
    place = place_of(context.session, member.collectivity_id)
    return Say(_("{name} ({place}) would like your help with Jisr.", name=member.name, place=place))


NO = "no"  # what the button carries that leaves things at a stop
_MENU = (Button(_("Menu"), "a.menu"),)
