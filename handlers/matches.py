"""Why a question was brought to somebody, in sentences they can read: "why me?"."""

from handlers.dialogue import Context
from handlers.say import number_in
from locales import Message, Words, _
from storage.asking import questions
from storage.asking.routing import Why

WHY: dict[str, Message] = {
    Why.SUGGESTED: _("A peer thought of you."),
    Why.POLE: _("You are a member of the competence pole, and peers had no answer."),
    Why.COORDINATOR: _("Nobody else had an answer."),
    Why.HELPFUL: _("Answers of yours on this topic have helped."),
    Why.DECLARED: _("You said that you can help with this topic."),
    Why.PRACTICES: _("You have published on this topic."),
    Why.PROJECTS: _("Your local government has carried out projects of this kind."),
    Why.KIND: _("Your local government is of the same type."),
    Why.SIZE: _("About as many people live there."),
    Why.REGION: _("You are of the same region."),
    Why.LANGUAGE: _("You speak the language of the question."),
    Why.RESPONSIVE: _("You usually answer."),
}


def why(context: Context, question: str) -> list[Words]:
    """Return why a question was brought to the person speaking; nothing if it was not."""
    found = questions.routing(context.session, number_in(question) or 0, context.member.id)
    reasons = found.reasons if found is not None else []
    return [WHY[name] for name, points in reasons if points >= 0 and name in WHY]
