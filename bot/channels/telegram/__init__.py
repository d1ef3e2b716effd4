"""Telegram, through python-telegram-bot: the only package that knows this platform."""

import os

# python-telegram-bot announces that RetryAfter.retry_after becomes a timedelta; this is its own
# switch for having that now, instead of a deprecation warning with every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")
