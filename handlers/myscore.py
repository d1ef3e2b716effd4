"""One's own score: the number, what it is made of, and the way to object to it."""

from decimal import Decimal

from handlers.dialogue import Context
from handlers.say import Button, Say
from handlers.whys import why
from locales import Lines, Words, _
from storage import audit, decisions

CALL = 45  # from which a coordinator may be asked to call (reminders.md, section 4)
NO = "no"


def show(context: Context) -> Say:
    """Show a member the score that the last decision about them was made with."""
    member = context.member
    found = decisions.latest_scored(context.session, member.id)
    if found is None:
        return Say(_("There is no score for you yet: it begins with your check-ins."), (_MENU,))
    stored = found.features["score"]
    total = Decimal(str(stored["total"])).quantize(Decimal(1))
    lines: list[Words] = [
        _("<b>Your score: {total} of 100</b>", total=total),
        Lines(why(stored["reasons"]) or [_("Nothing adds to it.")], gap="\n"),
        _("From {limit} on, your coordinator may be asked how you are. It ranks calls and judges "
          "nobody; no superior sees it, and no report holds it.", limit=CALL),
    ]  # fmt: skip
    if member.objected_at is not None:
        lines.append(_("You objected: nobody is asked to call because of it."))
        again = Button(_("Take the objection back"), f"a.object.{NO}")
        return Say(Lines(lines), ((again,), _MENU))
    return Say(Lines(lines), ((Button(_("I object"), "a.object"),), _MENU))


def object_to(context: Context, argument: str) -> Say:
    """Note an objection, or take it back; it holds at once."""
    member = context.member
    member.objected_at = None if argument == NO else context.now
    audit.record(context.session, member.id, "object", f"member:{member.id}", context.now,
                 holds=argument != NO)  # fmt: skip
    if argument == NO:
        return Say(_("Taken back. Thank you."), (_MENU,))
    return Say(_("Understood: your score leads to nothing any more."), (_MENU,))


_MENU = (Button(_("My space"), "a.space"), Button(_("Menu"), "a.menu"))
