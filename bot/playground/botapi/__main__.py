"""``python -m bot.playground.botapi``: the server alone, with its control addresses."""

import argparse
import asyncio
import json
import signal
import sys

from bot.clocks import MovableClock
from bot.playground.botapi.control import add_control
from bot.playground.botapi.rules import Rules
from bot.playground.botapi.server import BotApiServer


def main() -> None:
    """Serve until interrupted; the first line of output is JSON with the ``url``."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground.botapi", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port")
    parser.add_argument("--token", required=True, help="the bot's token, like 123456:ABC")
    parser.add_argument("--unlimited", action="store_true", help="no sending rates, no damping")
    parser.add_argument("--forget-calls", action="store_true", help="count calls, keep none")
    options = parser.parse_args()
    rules = Rules.unlimited() if options.unlimited else Rules()
    asyncio.run(_serve(options, rules.without_calls() if options.forget_calls else rules))


async def _serve(options: argparse.Namespace, rules: Rules) -> None:
    server = BotApiServer(options.token, MovableClock(), rules=rules)
    add_control(server)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await server.start(options.host, options.port)
    sys.stdout.write(json.dumps({"url": server.url}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    main()
