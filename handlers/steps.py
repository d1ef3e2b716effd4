"""The steps of a programme before its projects begin (FEATURES.md F4), in words."""

from locales import Message, _
from storage.models import PhaseStep

STEPS: dict[PhaseStep, Message] = {
    PhaseStep.WORKSHOP: _("Co-creation workshop held"),
    PhaseStep.COMMITTEE: _("Monitoring committee formed"),
    PhaseStep.CONSULTATION: _("Second consultation held"),
    PhaseStep.VOTE: _("Programme voted by the council"),
}
