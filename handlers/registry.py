"""Everything Jisr can talk about, in one list: a new conversation is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import clarify, evidence, importing, join, phase_step, receipts, report, unreachable
from handlers.dialogue import Context, Flow
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Instead
from handlers.policy import Policy
from handlers.say import Say

FLOWS: tuple[Flow, ...] = (
    join.join,
    report.report,
    phase_step.phase_step,
    evidence.evidence,
    clarify.clarify,
    clarify.explain,
    importing.import_list,
)

Action = Callable[[Context, str], Say]
Happening = Callable[[Context, dict[str, Any]], Turn | Instead]


@dataclass(frozen=True)
class Registry:
    """What may be begun, pressed or noticed, by name.

    ``actions`` answer buttons ``a.<name>.<argument>`` outside of conversations; ``happenings``
    answer events of Jisr's own, or begin a conversation instead. ``policy`` is what the settings
    say of the network.
    """

    flows: Mapping[str, Flow]
    actions: Mapping[str, Action]
    happenings: Mapping[str, Happening]
    policy: Policy = field(default_factory=Policy)


def build(policy: Policy | None = None) -> Registry:
    """Return the registry of the program."""
    return Registry(
        policy=policy or Policy(),
        flows={flow.name: flow for flow in FLOWS},
        actions={
            "undo": receipts.undo,
            "latest": lambda context, _argument: clarify.latest(context),
            "template": importing.template,
        },
        happenings={
            "evidence": evidence.ask,
            "unreachable": unreachable.tell,
            "upload_read": importing.was_read,
            "upload_refused": importing.refused,
            "imported": importing.imported,
            "not_imported": importing.not_imported,
        },
    )
