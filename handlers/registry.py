"""Everything Jisr can talk about, in one list: a new conversation is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import (
    admit,
    agenda,
    amend,
    announce,
    announcements,
    announcing,
    answer,
    applied,
    ask,
    asked,
    attend,
    board,
    calendar,
    cards,
    checkin,
    clarify,
    correct,
    deputy,
    digest,
    event,
    event_cancel,
    event_change,
    evidence,
    expertise,
    export,
    find,
    forget,
    freshness,
    gathering_news,
    held,
    importing,
    inherit,
    invite,
    join,
    leave,
    letters,
    library,
    light,
    link,
    members,
    moderate,
    more,
    mydata,
    myscore,
    noted,
    nudge,
    offering,
    opinion,
    orders,
    organise,
    outcome,
    pause,
    phase_step,
    picture,
    privacy,
    quiet,
    receipts,
    report,
    reword,
    rhythm,
    rsvp,
    seat,
    seeking,
    share,
    slot,
    space,
    suggest,
    summary,
    transfer,
    unreachable,
)
from handlers.dialogue import Context, Flow, Reply
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Instead
from handlers.inline import Find
from handlers.policy import Policy
from handlers.say import Say

FLOWS: tuple[Flow, ...] = (
    join.join,
    report.report,
    checkin.checkin,
    ask.ask,
    answer.answer,
    suggest.suggest,
    more.more,
    phase_step.phase_step,
    evidence.evidence,
    clarify.clarify,
    clarify.explain,
    leave.leave,
    transfer.transfer,
    deputy.deputy,
    inherit.inherit,
    slot.slot,
    quiet.quiet,
    pause.pause,
    mydata.mydata,
    correct.correct,
    forget.forget,
    invite.invite,
    admit.admit,
    link.link,
    importing.import_list,
    calendar.calendar,
    share.share,
    moderate.turn_down,
    reword.reword,
    applied.applied,
    letters.ask_author,
    letters.answer_reader,
    find.find,
    event.event,
    event_change.event_change,
    event_cancel.event_cancel,
    attend.attend,
    opinion.opinion,
    announce.announce,
    amend.amend,
    noted.noted,
    export.export,
)

Action = Callable[[Context, str], Say | Reply | Instead]
Happening = Callable[[Context, dict[str, Any]], Turn | Instead]


@dataclass(frozen=True)
class Registry:
    """What may be begun, pressed or noticed, by name.

    ``actions`` answer buttons ``a.<name>.<argument>`` outside of conversations, or begin one;
    ``happenings`` do the same with events of Jisr's own. ``policy`` is what the settings say of the
    network. The actions ``apart`` are answered in a message of their own: what they
    were pressed under is still to be answered. ``inline`` finds what is typed after the bot's name
    in any chat, by reading alone; None finds nothing.
    """

    flows: Mapping[str, Flow]
    actions: Mapping[str, Action]
    happenings: Mapping[str, Happening]
    policy: Policy = field(default_factory=Policy)
    apart: frozenset[str] = frozenset(
        {"why", "later", "less", "ics", "helpful", "unrate", "solved", "offer", "picture"}
    )
    inline: Find | None = None


def _hit(context: Context, argument: str) -> Say:
    """Open what a search has found: the card is the library's."""
    chosen = find.choose(context, argument)
    if chosen is None:
        return library.show(context, "")
    shown, number = chosen
    return (
        library.practice(context, number) if shown == "practice" else library.faq(context, number)
    )


def build(policy: Policy | None = None) -> Registry:
    """Return the registry of the program."""
    return Registry(
        policy=policy or Policy(),
        inline=seeking.inline,
        flows={flow.name: flow for flow in FLOWS},
        actions={
            "undo": receipts.undo,
            "latest": lambda context, _argument: clarify.latest(context),
            "seat": lambda context, _argument: seat.show(context),
            "members": lambda context, _argument: members.show(context),
            "requests": lambda context, _argument: members.waiting(context),
            "space": lambda context, _argument: space.show(context),
            "cadence": space.cadence,
            "less": space.cadence,
            "here": lambda context, _argument: pause.here(context),
            "privacy": privacy.show,
            "why": nudge.why,
            "later": nudge.later,
            "fine": light.fine,
            "card": cards.card,
            "myscore": lambda context, _argument: myscore.show(context),
            "object": myscore.object_to,
            "rhythm": lambda context, _argument: rhythm.show(context),
            "board": board.show,
            "picture": picture.picture,
            "summary": summary.settle,
            "busy": light.busy,
            "call": light.call,
            "invitations": invite.listed,
            "revoke": invite.revoke,
            "renew": invite.renew,
            "decline": admit.decline,
            "unlink": link.unlink,
            "template": importing.template,
            "questions": lambda context, _argument: asked.mine(context),
            "question": asked.question,
            "reply": asked.read,
            "answers": lambda context, _argument: asked.given(context),
            "open": lambda context, _argument: asked.open_to_me(context),
            "not_me": answer.not_me,
            "tomorrow": answer.tomorrow,
            "helpful": outcome.helpful,
            "unrate": outcome.unrate,
            "solved": outcome.solved,
            "withdraw": outcome.withdraw,
            "reopen": outcome.reopen,
            "further": outcome.further,
            "offer": offering.offer,
            "consent": offering.consent,
            "flag": held.flag,
            "release": held.release,
            "take_down": held.take_down,
            "expertise": expertise.show,
            "moderation": moderate.queue,
            "publish": moderate.publish,
            "library": library.show,
            "practice": library.practice,
            "faq": library.faq,
            "files": library.send_files,
            "mine": library.mine,
            "unpublish": library.unpublish,
            "helped": applied.helped,
            "found": find.found,
            "narrow": find.narrow,
            "hit": _hit,
            "peers": find.ask_peers,
            "review": freshness.review,
            "digest": digest.settle,
            "events": lambda context, _argument: agenda.show(context),
            "gathering": rsvp.show,
            "rsvp": rsvp.rsvp,
            "ics": rsvp.calendar,
            "organise": organise.show,
            "attendees": organise.names,
            "door": organise.door,
            "present": organise.present,
            "ratings": organise.ratings,
            "announcements": announcements.listed,
            "announcement": announcements.show,
            "recipients": announcements.recipients,
            "retract": announcements.retract,
            "resend": announcements.resend,
            "unnoted": announcements.unnoted,
            "approve": announcements.approve,
            "disapprove": announcements.disapprove,
            "exports": lambda context, _argument: export.last(context),
        },
        happenings={
            "checkin": nudge.check_in,
            "reminder": nudge.remind,
            "cards": cards.propose,
            "summary": summary.bring,
            "evidence": evidence.ask,
            "ask": answer.bring,
            "again": answer.again,
            "routed": ask.routed,
            "chase": outcome.chase,
            "moderation": moderate.overdue,
            "draft": share.remind,
            "applied": applied.tell,
            "review": freshness.ask,
            "digest": digest.bring,
            "unreachable": unreachable.tell,
            "event": gathering_news.invite,
            "event_reminder": gathering_news.remind,
            "event_feedback": gathering_news.ask_opinion,
            "event_notice": gathering_news.tell,
            "upload_read": importing.was_read,
            "upload_refused": importing.refused,
            "imported": importing.imported,
            "not_imported": importing.not_imported,
            "order_made": orders.order_made,
            "order_failed": orders.order_failed,
            "order_progress": orders.order_progress,
            "announcement": announcing.go_on,
            "announcement_act": announcing.act_on,
            "progress": announcing.progress,
            "announcement_waits": announcing.waits,
            "announcement_lapsed": announcing.lapsed,
        },
    )
