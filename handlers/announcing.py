"""An announcement under way: it begins, goes on in portions, and shows how far it is, in place."""

from datetime import datetime, timedelta
from typing import Any

from handlers import audience
from handlers.announced import MENU, carry_out, number, report, share, ways
from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, posts_to
from handlers.say import Button, Say
from locales import Lines, Moment, _
from storage import outbox, timetable
from storage.announcements import outcomes, queue, records
from storage.announcements.outcomes import Outcomes
from storage.models import Announcement, AnnouncementStatus
from storage.reach import Reach, reach_of

SOONEST, LATEST = timedelta(seconds=10), timedelta(minutes=5)  # between two looks
PACE = 25  # messages a second, about: a tenth of the time that is left is waited
AT_ONCE = timedelta(minutes=1)  # what took longer ends with a message of its own


def go_on(context: Context, about: dict[str, Any]) -> Turn:
    """Queue the next portion; the first one begins it, if its author still may."""
    row = records.hold(context.session, int(about["announcement"]))
    if row is None:
        return Turn()
    if row.status == AnnouncementStatus.SCHEDULED:
        if not records.covers(reach_of(context.member), row.region_id):
            return _lapse(context, row)
        _begin(context, row)
    elif row.status != AnnouncementStatus.SENDING:  # cancelled half-way
        return Turn()
    after = int(about.get("after", 0))
    scope = audience.scope(context, Reach(row.region_id), row.audience)
    portion = queue.portion(context.session, row, scope, after)
    if portion.more:
        event = f"{records.DUE}:{row.id}:{portion.last}"
        about = {"kind": records.DUE, "announcement": row.id, "after": portion.last}
        timetable.tell(context.session, context.member.id, event, about, context.now)
        return Turn()
    row.status = AnnouncementStatus.SENT
    return progress(context, {"announcement": row.id, "turn": 0})


def act_on(context: Context, about: dict[str, Any]) -> Turn:
    """Go on with what a coordinator had done to an announcement's messages."""
    row = records.hold(context.session, int(about["announcement"]))
    if row is not None:
        carry_out(context, row, str(about["act"]), int(about["after"]))
    return Turn()


def progress(context: Context, about: dict[str, Any]) -> Turn:
    """Show how far it is by editing one message; come back as long as something waits."""
    row = records.hold(context.session, int(about["announcement"]))
    if row is None or not records.covers(reach_of(context.member), row.region_id):
        return Turn()
    turn, seen = int(about["turn"]), outcomes.counted(context.session, row, context.now)
    ended = not seen.of(outcomes.WAITING, outcomes.HELD)
    if not ended:
        _come_back(context, row, seen, turn)
    if turn and seen.fates == about.get("fates") and not ended:
        return Turn()
    say = Say(report(row, seen), (*ways(row, seen), MENU))
    shown = outbox.platform_id(context.session, _key(row, 0)) if turn else None
    long = row.begun_at is not None and context.now - row.begun_at > AT_ONCE
    if turn and shown is None:  # it has not gone out yet, or never will
        return Turn() if not ended else Turn(posts=(_post(context, row, say, turn),))
    posts = [_post(context, row, Say(say.text, say.rows, replaces=shown), turn)]
    if ended and long:
        done = _("{number} is through.", number=number(row))
        posts.append(Post(context.identity.id, Say(Lines([done, say.text]), say.rows), priority=0))
    return Turn(posts=tuple(posts))


def waits(context: Context, about: dict[str, Any]) -> Turn:
    """Say that an announcement waits until offices are open."""
    row = records.hold(context.session, int(about["announcement"]))
    if row is None or row.status != AnnouncementStatus.SCHEDULED:
        return Turn()
    until = Moment(datetime.fromisoformat(about["until"]))
    text = _("{number} waits for office hours: it goes out on {moment}.",
             number=number(row), moment=until)  # fmt: skip
    stop = (Button(_("Cancel it"), f"a.retract.{row.id}"),)
    return Turn(posts=(Post(context.identity.id, Say(text, (stop, MENU))),))


def lapsed(context: Context, about: dict[str, Any]) -> Turn:
    """Tell another coordinator that an announcement was not sent, since its author is gone."""
    row = records.hold(context.session, int(about["announcement"]))
    if row is None or not records.covers(reach_of(context.member), row.region_id):
        return Turn()
    return Turn(posts=(Post(context.identity.id, _not_sent(row)),))


def _begin(context: Context, row: Announcement) -> None:
    row.status = AnnouncementStatus.SENDING
    row.begun_at, row.expires_at = context.now, context.now + records.KEPT
    share(context.session, row, context)
    records.note(context.session, context.member.id, "announce_begin", row, context.now)


def _lapse(context: Context, row: Announcement) -> Turn:
    """Send nothing in the name of somebody who no longer coordinates there; tell who does."""
    row.status = AnnouncementStatus.LAPSED
    records.note(context.session, None, "announce_lapse", row, context.now)
    others = records.others_in_charge(context.session, row.region_id, context.member.id)[:1]
    return Turn(posts=posts_to(context.session, others, _not_sent(row)))


def _not_sent(row: Announcement) -> Say:
    text = _("{number} was not sent: whoever scheduled it no longer coordinates there.",
             number=number(row))  # fmt: skip
    again = (Button(_("Take it up"), f"s.announce.{row.id}"),)
    return Say(text, (again, MENU))


def _come_back(context: Context, row: Announcement, seen: Outcomes, turn: int) -> None:
    """Look again soon while messages go out; when all that is left is held, when that is due."""
    waiting = seen.of(outcomes.WAITING)
    if waiting:
        due = context.now + min(max(SOONEST, timedelta(seconds=waiting / PACE / 10)), LATEST)
    else:
        due = outcomes.next_due(context.session, row) or context.now
        due = max(due, context.now) + LATEST
    timetable.add(
        context.session,
        key=f"{records.PROGRESS}:{row.id}:{turn + 1}",
        kind=records.PROGRESS,
        member_id=context.member.id,
        about={"announcement": row.id, "turn": turn + 1, "fates": seen.fates},
        due_at=due,
    )


def _post(context: Context, row: Announcement, say: Say, turn: int) -> Post:
    return Post(context.identity.id, say, priority=0, key=_key(row, turn))


def _key(row: Announcement, turn: int) -> str:
    return f"{records.PROGRESS}:{row.id}:{turn}"
