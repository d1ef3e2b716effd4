"""The board's pictures: each a function of the board's figures and a language, to a PNG file.

A rate is never drawn alone: what the answers cost stands below it (reminders.md, 7). No group of
fewer than five is drawn, and nothing is ordered by how well somebody does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import locales
from handlers.boards import (
    LEVELS,
    beside,
    few,
    group_of,
    groups,
    obstacle_name,
    of_how_many,
    percent,
    principle_name,
    scope_of,
    topic_name,
    week_words,
)
