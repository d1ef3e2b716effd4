"""Ending somebody's time in their seat: they are told, their coordinators too, and it is logged."""

from handlers import handover
from handlers.dialogue import Context, Reply
from handlers.say import Say
from locales import Lines, Quote, Words, _
from storage import audit
from storage.models import Member, Seat
from storage.seats import LastCoordinatorError

REASON = 300  # characters


def unseat(context: Context, member: Member, seat: Seat, reason: str | None) -> Reply:
    """Let the member leave now; the other coordinators who look after the seat hear of it."""
    heard = _(
        "{name} has left ({seat}). Nobody follows yet: the seat is vacant.",
        name=member.name,
        seat=handover.seat_of(context, member),
    )
    colleagues = handover.tell(context, handover.looked_after_by(context, member), heard)
    try:
        gone = handover.depart(context, member, because(_FAREWELL, reason))
    except LastCoordinatorError:
        return Reply(Say(handover.LAST, (handover.MENU,)))
    audit.record(
        context.session, context.member.id, "remove", f"seat:{seat.id}", context.now,
        member=member.id,
    )  # fmt: skip
    return Reply(Say(heard, (handover.MENU,)), (*gone, *colleagues))


def because(words: Words, reason: str | None) -> Words:
    """Put a reason, if there is one, under what it is the reason of."""
    return words if reason is None else Lines([words, Quote(reason, limit=REASON)])


_FAREWELL = Lines(
    [
        _("Your coordinator has ended your time in your seat; its history stays with it."),
        _("Thank you for what you did for the network. This chat is now closed."),
    ]
)
