"""The parts of the server put together, without HTTP: what every method works on."""

from bot.clocks import Clock
from bot.playground.botapi.account import Account
from bot.playground.botapi.errors import Refusal, bad_request, forbidden
from bot.playground.botapi.fields import Params
from bot.playground.botapi.files import Files
from bot.playground.botapi.journal import Journal
from bot.playground.botapi.limits import FloodControl
from bot.playground.botapi.people import Chat
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.updates import UpdateQueue
from bot.playground.botapi.webhook import WebhookDelivery
from bot.playground.botapi.world import World


class Service:
    """One bot's corner of Telegram."""

    def __init__(self, account: Account, clock: Clock, rules: Rules) -> None:
        """Build every part, empty."""
        self.account = account
        self.clock = clock
        self.rules = rules
        self.journal = Journal(keep_calls=rules.keep_calls)
        self.limits = FloodControl(rules)
        self.files = Files(clock, rules)
        self.queue = UpdateQueue(clock, rules)
        self.webhook = WebhookDelivery(clock, rules, self.queue)
        self.world = World(clock, account, self.queue, self.files, self.journal, self.limits)
        self.webhook_free_at = 0.0
        """Loop time from which the webhook may be changed again."""

    def now(self) -> int:
        """Return the present moment in whole seconds, the unit of every date."""
        return int(self.clock.now().timestamp())

    def chat(self, params: Params) -> Chat:
        """Return the chat a request names. Raises Refusal when there is none."""
        chat_id = params.get("chat_id")
        if chat_id is None:
            raise bad_request("chat_id is empty")
        chat = self.world.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        return chat

    def reach(self, params: Params) -> Chat:
        """Return the chat a request names. Raises Refusal when the bot cannot write there."""
        chat = self.chat(params)
        person = chat.person
        if person is None:
            return chat
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise bad_request("chat not found")
        return chat
