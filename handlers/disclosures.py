"""What a text gives away that peers need not see: telephone and identity-card numbers, addresses.

Whoever writes it is warned before it is posted (FEATURES.md F8); law 09-08 protects such numbers.
"""

import re

from locales import Listing, Message, _, plain_letters

# A Moroccan number, as people group it: 06 12 34 56 78, 0612-345678, +212 6 12 34 56 78.
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)\s?212[\s.-]?0?|0)[5-8](?:[\s.-]?\d){8}(?!\d)", re.ASCII)
# The identity card: one or two letters and five to seven digits, as AB123456; but no short word
# before a figure, as "de 50000 dirhams".
_SHORT = "a|an|at|au|by|ce|d|de|dh|du|en|et|ha|in|is|km|l|la|le|m|n|no|of|on|or|ou|to|un|y"
_IDENTITY = re.compile(
    rf"(?<![a-z0-9])(?!(?:{_SHORT})\s)[a-z]{{1,2}}\s?\d{{5,7}}(?![a-z0-9])", re.ASCII
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.ASCII)

_KINDS: tuple[tuple[re.Pattern[str], Message], ...] = (
    (_PHONE, _("a telephone number")),
    (_IDENTITY, _("an identity-card number")),
    (_EMAIL, _("an e-mail address")),
)


def holds_identity_number(text: str) -> bool:
    """Tell whether ``text`` seems to hold an identity-card number, which nobody may pass on."""
    return _IDENTITY.search(plain_letters(text)) is not None


def disclosed(text: str) -> Listing | None:
    """Say what ``text`` seems to give away, or None for nothing of the kind."""
    plain = plain_letters(text)
    found = [name for pattern, name in _KINDS if pattern.search(plain)]
    return Listing(found) if found else None
