"""The words that work everywhere (FEATURES.md, common rules), typed as commands or plainly."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import locales
from handlers.dialogue import Flow

_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)

# What a link into the chat carries that brings nobody in: Telegram wants something there.
DOOR = "jisr"

# Tamazight: words attested in the network's glossary alone, until a native reader has been asked.
PLAIN = {
    "menu": ("القائمة", "menu"),
    "back": ("رجوع", "retour", "back"),
    "cancel": ("إلغاء", "annuler", "cancel", "ⵙⵔ"),
    "lang": ("اللغة", "langue", "language", "ⵜⵓⵜⵍⴰⵢⵜ"),
    "stop": ("توقف", "stop"),
    "help": ("مساعدة", "aide", "help", "ⵜⵉⵡⵉⵙⵉ"),
    "space": ("فضائي", "mon espace", "my space"),
    "cadence": ("أقل", "moins souvent", "less often"),
    "here": ("رجعت", "عدت", "je suis de retour", "I am back"),
    "privacy": ("الخصوصية", "confidentialité", "privacy"),
    "seat": ("منصبي", "مهمتي", "mon siège", "ma fonction", "my seat"),
    "members": ("الأعضاء", "membres", "les membres", "members"),
    "roster": ("لائحة الأعضاء", "liste des membres", "list of members"),
    "calls": ("لائحة المكالمات", "appels", "liste d'appels", "call list", "calls"),
    "desk": ("للبت", "في انتظار القرار", "à traiter", "à décider", "to decide", "desk"),
    "mycard": ("بطاقتي", "ma fiche", "my card"),
    "board": (
        "لوحة",
        "اللوحة",
        "لوحة القيادة",
        "tableau",
        "tableau de bord",
        "le tableau de bord",
        "board",
        "the board",
    ),
    "announcements": ("الإعلانات", "annonces", "les annonces", "announcements"),
    "latest": ("آخر التقارير", "derniers rapports", "latest reports"),
    "questions": ("أسئلتي", "mes questions", "my questions"),
    "answers": ("أجوبتي", "mes réponses", "my answers"),
    "open": ("الأسئلة المفتوحة", "أسئلة مفتوحة", "questions ouvertes", "open questions"),
    "invitations": ("الدعوات", "invitations"),
    "rhythm": ("الإيقاع", "إيقاع الشبكة", "rythme", "le rythme", "rhythm", "the rhythm"),
    "myscore": ("مؤشري", "mon indice", "my score"),
    "library": ("المكتبة", "الخزانة", "bibliothèque", "library"),
    "mine": ("ممارساتي", "mes pratiques", "my practices"),
    "moderation": ("للنشر", "à publier", "to publish"),
    "events": ("لقاءات", "اللقاءات", "événements", "les événements", "events"),
    "person": ("شخص", "إنسان", "une personne", "un humain", "a person", "human"),
}
_GREETINGS = (
    "سلام",
    "السلام عليكم",
    "مرحبا",
    "bonjour",
    "bonsoir",
    "salut",
    "salam",
    "hello",
    "hi",
)

_KNOWN = {
    locales.normalise(word): name
    for name, words in {**PLAIN, "menu": (*PLAIN["menu"], *_GREETINGS)}.items()
    for word in words
}


# What begins a conversation with something said after it: "absent jusqu'au 12 décembre".
_LEADS = {
    "pause": (
        "إجازة حتى", "إجازة إلى", "في إجازة حتى", "غائب حتى", "غائبة حتى", "absent jusqu'",
        "absente jusqu'", "absence jusqu'", "congé jusqu'", "en congé jusqu'", "pause jusqu'",
        "absent until", "away until", "on leave until", "pause until",
    ),
    "find": (
        "ابحث عن", "أبحث عن", "بحث عن", "بحث", "chercher", "cherche", "je cherche", "recherche",
        "rechercher", "trouver", "find", "search", "search for",
    ),
    "member": ("بطاقة العضو", "بطاقة", "العضو", "عضو", "fiche de", "fiche", "membre", "member"),
}  # fmt: skip
# What is typed after such a command is what it is about: "/find citizen budget", "/member Amal".
WITH_WORDS = frozenset({"find", "member", "transfer", "absence", "role", "remove"})
_LEADING = {locales.normalise(lead): name for name, leads in _LEADS.items() for lead in leads}


@dataclass(frozen=True)
class Command:
    """A command typed: its name, and what stood after it."""

    name: str
    argument: str | None = None


def command(text: str) -> Command | None:
    """Read "/report", "/start token", "/menu@bot"; None when the text is no command.

    A bare DOOR after it is nothing said.
    """
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    argument = (match[2] or "").strip()
    return Command(match[1].lower(), None if argument in {"", DOOR} else argument)


def everywhere(text: str) -> str | None:
    """Return the command that a plain word such as "retour" or "رجوع" stands for, or None."""
    return _KNOWN.get(locales.normalise(text))


def offered(text: str, rows: Sequence[Any] | None, language: str) -> str | None:
    """Return what the button carries that ``text`` stands for: its number, its label, or None.

    ``rows`` are the encoded buttons of the last message. Numbers and near misses under a question
    are the question's own to read; of what stands beside its answers, only the exact label counts.
    """
    buttons = [button for row in rows or () for button in row]
    labels = [
        locales.render(locales.decode(button["label"]), language, html=False) for button in buttons
    ]
    typed = locales.normalise(text)
    if any(button["data"].startswith("c.") for button in buttons):
        for button, label in zip(buttons, labels, strict=True):
            if typed == locales.normalise(label) and not button["data"].startswith("c."):
                return str(button["data"])
        return None
    if typed.isdecimal():
        place = int(typed) - 1 if len(typed) == 1 else -1
    else:
        found = locales.close_to(text, labels)
        place = -1 if found is None else found
    return str(buttons[place]["data"]) if 0 <= place < len(buttons) else None


def flow_asked(text: str, flows: Mapping[str, Flow]) -> tuple[str, str | None] | None:
    """Return the conversation a person asks for and what they said about it, or None."""
    name = flow_named(text, flows)
    if name is not None:
        return name, None
    words = locales.normalise(text)
    found = [name for lead, name in _LEADING.items() if words.startswith(f"{lead} ")]
    return (found[0], text) if found and found[0] in flows else None


def without_lead(text: str, flow: str) -> str:
    """Return what somebody said after the words that begin ``flow``: all of it without them."""
    words = locales.normalise(text)
    leads = [lead for lead, name in _LEADING.items() if name == flow and words.startswith(lead)]
    if not leads:
        return text.strip()
    count = len(max(leads, key=len).split())
    return " ".join(text.split()[count:])


def flow_named(text: str, flows: Mapping[str, Flow]) -> str | None:
    """Return the conversation a person asks for by one of its words, or None."""
    words = locales.normalise(text)
    for name, flow in flows.items():
        if words and words in {locales.normalise(word) for word in flow.words}:
            return name
    return None
