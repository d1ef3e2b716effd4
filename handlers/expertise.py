"""What can you help with? Topics somebody declares, one tap each, and takes back as easily."""

from handlers.dialogue import Context
from handlers.say import Button, Say
from handlers.topics import TOPICS
from locales import Lines, Listing, Words, _
from storage.asking import expertise
from storage.models import Topic

PAGE = 6  # topics on one screen, so that every button has one digit
_TOPICS = [topic for topic in Topic if topic != Topic.OTHER]


def show(context: Context, argument: str) -> Say:
    """Show the topics page by page; ``argument`` is a page, or a topic to declare or take back."""
    topic = next((one for one in _TOPICS if one.value == argument), None)
    if topic is not None:
        expertise.change(context.session, context.member.id, topic, context.now)
        page = _TOPICS.index(topic) // PAGE
    else:
        last = (len(_TOPICS) - 1) // PAGE
        page = min(int(argument), last) if argument.isdecimal() and len(argument) == 1 else 0
    return _page(context, page)


def _page(context: Context, page: int) -> Say:
    mine = expertise.of_member(context.session, context.member.id)
    lines: list[Words] = [
        _("<b>What can you help with?</b>"),
        _("Questions on these topics come to you first, at most two a week."),
    ]
    if mine:
        named = Listing([TOPICS[topic] for topic in _TOPICS if topic in mine])
        lines.append(_("Now: {topics}.", topics=named))
    shown = _TOPICS[page * PAGE : (page + 1) * PAGE]
    buttons = [
        Button(_("✓ {topic}", topic=TOPICS[topic]) if topic in mine else TOPICS[topic],
               f"a.expertise.{topic.value}")
        for topic in shown
    ]  # fmt: skip
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"a.expertise.{page - 1}"))
    if (page + 1) * PAGE < len(_TOPICS):
        turn.append(Button(_("More"), f"a.expertise.{page + 1}"))
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    return Say(Lines(lines), (*rows, (*turn, Button(_("My space"), "a.space"))))
