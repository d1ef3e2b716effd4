"""Arriving in a seat: taken once, its former occupant told, and what is open there shown."""

from handlers.dialogue import Context
from handlers.dialogue.flow import Post
from handlers.dialogue.state import State
from handlers.handover import OF_THE_SEAT, looked_after_by, seat_of, tell
from handlers.say import Button, Say
from locales import Lines, Quote, Words, _, _n
from storage import audit, conversations, people, questions, reports, seats
from storage.asking import questions as to_peers
from storage.models import Invitation, Member, Seat
from storage.seats import TITULAR

SHOWN = 200  # characters of a question that waits, beside the rest of the page


def is_taken(context: Context, invitation: Invitation) -> bool:
    """Tell whether somebody sits there whom this invitation was not made to follow."""
    seat_id = invitation.seat_id
    before = seats.occupant(context.session, seat_id) if seat_id else None
    return before is not None and before.id not in {invitation.replaces_id, context.member.id}


def seat(context: Context, invitation: Invitation, wanted: Seat) -> tuple[Post, ...] | None:
    """Seat whoever speaks, and return what others are told; None: the seat is somebody else's.

    Whoever sat there no longer reads the seat from this moment.
    """
    session, member, now = context.session, context.member, context.now
    seats.hold(session, wanted.id)  # of two who accept at once, the second sees the first
    session.refresh(invitation, ["revoked_at"])
    if invitation.revoked_at is not None or is_taken(context, invitation):
        return None
    inviter = invitation.invited_by
    before = seats.take(session, wanted, member, now, invited_by=inviter, drafts=OF_THE_SEAT)
    invitation.accepted_at = now
    member.joined_at = member.joined_at or now
    replaced = before.id if before else None
    audit.record(session, member.id, "join", f"seat:{wanted.id}", now, before=replaced)
    return (*_farewell(context, before), *_announce(context, inviter))


def came_over(context: Context) -> tuple[list[Words], list[tuple[Button, ...]]]:
    """Return the lines and buttons for what came with the seat: drafts, a question that waits.

    The newest draft itself is offered by the engine, below.
    """
    lines: list[Words] = []
    drafts = conversations.parked(context.session, context.identity.id)
    for draft in drafts:
        draft.state = State.from_json(draft.state).handed_on().as_json()
    if drafts:
        lines.append(
            _n(
                "{count} half-written conversation waits for you in the menu.",
                "{count} half-written conversations wait for you in the menu.",
                len(drafts),
            )
        )
    asked, rows = _question(context)
    mine = len(to_peers.open_of_seat(context.session, context.member.seat_id))
    if mine:
        lines.append(
            _n(
                "{count} question of your seat to its peers is open.",
                "{count} questions of your seat to its peers are open.",
                mine,
            )
        )
        rows = [*rows, (Button(_("My questions"), "a.questions"),)]
    return [*lines, *asked], rows


def _question(context: Context) -> tuple[list[Words], list[tuple[Button, ...]]]:
    """Show the newest question of a coordinator that waits for an answer from this seat."""
    session, place = context.session, context.member.collectivity_id
    if place is None or context.member.role not in TITULAR:
        return [], []
    for question in questions.waiting(session, place):
        report = reports.of_place(session, question.report_id, place)
        if report is None or report.author.collectivity_id == place:
            continue  # whoever wrote it still sits there, and was asked
        asks = _(
            "{name}, who coordinates the network, asks about {number}:",
            name=session.get_one(Member, question.asker_id).name,
            number=f"R-{report.id}",
        )
        words = State.from_json(question.state or {}).known().get("question")
        reply = Button(_("Reply"), f"s.explain.{report.id}.{question.asker_id}")
        return [asks, *([Quote(words, limit=SHOWN)] if words else [])], [(reply,)]
    return [], []


def _farewell(context: Context, before: Member | None) -> tuple[Post, ...]:
    """Tell whoever left, on every channel they had, that the seat is in other hands."""
    if before is None:
        return ()
    text = Lines(
        [
            _("Your seat has passed to {name}, with its history.", name=context.member.name),
            _("Thank you for what you did for the network. This chat is now closed."),
        ]
    )
    return tuple(Post(one.id, Say(text)) for one in seats.unlink(context.session, before.id))


def _announce(context: Context, inviter: int | None) -> tuple[Post, ...]:
    """Tell whoever made the invitation that it was accepted; if they have left, who looks after it.

    An invitation of the command line was nobody's.
    """
    if inviter is None or inviter == context.member.id:
        return ()
    text = _(
        "{name} has joined: {seat}.",
        name=context.member.name,
        seat=seat_of(context, context.member),
    )
    known = people.identities_of(context.session, inviter)[:1]
    if known:
        return tuple(Post(identity.id, Say(text)) for identity in known)
    return tell(context, looked_after_by(context, context.member), text)
