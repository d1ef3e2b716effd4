"""Everything Jisr can talk about, in one list: a new conversation is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import (
    admit,
    amend,
    announce,
    announcements,
    announcing,
    cards,
    checkin,
    clarify,
    correct,
    deputy,
    evidence,
    forget,
    importing,
    inherit,
    invite,
    join,
    leave,
    light,
    link,
    members,
    mydata,
    myscore,
    noted,
    nudge,
    pause,
    phase_step,
    privacy,
    receipts,
    report,
    rhythm,
    seat,
    slot,
    space,
    transfer,
    unreachable,
)
from handlers.dialogue import Context, Flow, Reply
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Instead
from handlers.policy import Policy
from handlers.say import Say

FLOWS: tuple[Flow, ...] = (
    join.join,
    report.report,
    checkin.checkin,
    phase_step.phase_step,
    evidence.evidence,
    clarify.clarify,
    clarify.explain,
    leave.leave,
    transfer.transfer,
    deputy.deputy,
    inherit.inherit,
    slot.slot,
    pause.pause,
    mydata.mydata,
    correct.correct,
    forget.forget,
    invite.invite,
    admit.admit,
    link.link,
    importing.import_list,
    announce.announce,
    amend.amend,
    noted.noted,
)

Action = Callable[[Context, str], Say | Reply]
Happening = Callable[[Context, dict[str, Any]], Turn | Instead]


@dataclass(frozen=True)
class Registry:
    """What may be begun, pressed or noticed, by name.

    ``actions`` answer buttons ``a.<name>.<argument>`` outside of conversations; ``happenings``
    answer events of Jisr's own, or begin a conversation instead. ``policy`` is what the settings
    say of the network. The actions ``apart`` are answered in a message of their own: what they
    were pressed under is still to be answered.
    """

    flows: Mapping[str, Flow]
    actions: Mapping[str, Action]
    happenings: Mapping[str, Happening]
    policy: Policy = field(default_factory=Policy)
    apart: frozenset[str] = frozenset({"why", "later", "less"})


def build(policy: Policy | None = None) -> Registry:
    """Return the registry of the program."""
    return Registry(
        policy=policy or Policy(),
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
            "busy": light.busy,
            "call": light.call,
            "invitations": invite.listed,
            "revoke": invite.revoke,
            "renew": invite.renew,
            "decline": admit.decline,
            "unlink": link.unlink,
            "template": importing.template,
            "announcements": announcements.listed,
            "announcement": announcements.show,
            "recipients": announcements.recipients,
            "withdraw": announcements.withdraw,
            "resend": announcements.resend,
            "unnoted": announcements.unnoted,
            "approve": announcements.approve,
            "disapprove": announcements.disapprove,
        },
        happenings={
            "checkin": nudge.check_in,
            "reminder": nudge.remind,
            "cards": cards.propose,
            "evidence": evidence.ask,
            "unreachable": unreachable.tell,
            "upload_read": importing.was_read,
            "upload_refused": importing.refused,
            "imported": importing.imported,
            "not_imported": importing.not_imported,
            "announcement": announcing.go_on,
            "announcement_act": announcing.act_on,
            "progress": announcing.progress,
            "announcement_waits": announcing.waits,
            "announcement_lapsed": announcing.lapsed,
        },
    )
