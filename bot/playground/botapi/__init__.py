"""A strict local Bot API server: Telegram's side of the conversation, for the demo and every test.

It keeps what Telegram keeps (people, chats, messages, the queue of updates), refuses what Telegram
refuses with Telegram's own words, and misbehaves when told to. It knows nothing of Jisr.
"""

from bot.playground.botapi.faults import Fault
from bot.playground.botapi.journal import Call, Change
from bot.playground.botapi.limits import Offence
from bot.playground.botapi.people import BotButton, ChatFile, ChatMessage, Person
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.server import BotApiServer
from bot.playground.botapi.world import World

__all__ = [
    "BotApiServer",
    "BotButton",
    "Call",
    "Change",
    "ChatFile",
    "ChatMessage",
    "Fault",
    "Offence",
    "Person",
    "Rules",
    "World",
]
