"""The dialogue engine: a conversation is a generator, run again from the top at every event.

A flow yields questions with stable keys and returns a value; what is stored is the answers by
key. See docs/decisions/0001-keyed-replay.md for why.
"""

from handlers.dialogue.flow import Context, Flow, Instead, Reply, conversation
from handlers.dialogue.questions import (
    Choice,
    Confirm,
    Date,
    LookUp,
    Media,
    Number,
    Option,
    Question,
    Scale,
    Text,
)
from handlers.dialogue.time_of_day import TimeOfDay

__all__ = [
    "Choice",
    "Confirm",
    "Context",
    "Date",
    "Flow",
    "Instead",
    "LookUp",
    "Media",
    "Number",
    "Option",
    "Question",
    "Reply",
    "Scale",
    "Text",
    "TimeOfDay",
    "conversation",
]
