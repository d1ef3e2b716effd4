"""Formatted text: Telegram's HTML becomes plain text and entities, counted in UTF-16 units."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from bot.playground.botapi.errors import Refusal, bad_request

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_ENTITIES: Final = 100

Entity = dict[str, Any]

_TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_TYPES: Final = frozenset(_TAGS.values()) | {
    "expandable_blockquote",
    "mention",
    "text_mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "date_time",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_SPECIAL: Final = re.compile(r"[<&]")
_TAG_NAME: Final = re.compile(r"[^\s>]*")
_ATTRIBUTE: Final = re.compile(
    r"""\s*([^\s=>]*)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?"""
)
_WEB_ADDRESS: Final = re.compile(
    r"(?:https?|tg|ton|tonsite)://\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?"
)
_FOUND: Final = re.compile(
    r"(?P<url>https?://[^\s<>\"\u2066-\u2069]+)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w+)?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>\#\w{1,255})",
)
_UNTOUCHED: Final = frozenset({"code", "pre", "text_link"})


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units ``text`` has: the unit of every offset and limit."""
    if text.isascii() or max(text) <= "\uffff":
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def cannot_parse(reason: str) -> Refusal:
    """Return the 400 that every mistake of formatting gets."""
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class _Open:
    """A start tag whose end has not come yet."""

    tag: str
    argument: str | None
    offset: int
    position: int


@dataclass
class _Reader:
    """Reads HTML from left to right; ``at`` is the position, ``offset`` the UTF-16 one written."""

    source: str
    at: int = 0
    offset: int = 0
    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)

    def write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += utf16_length(text)

    def byte(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def read(self) -> tuple[str, list[Entity]]:
        source = self.source
        while (special := _SPECIAL.search(source, self.at)) is not None:
            self.write(source[self.at : special.start()])
            self.at = special.start()
            if special[0] == "&":
                self._reference()
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self.write(source[self.at :])
        if self.nested:
            tag = self.nested[-1].tag
            reason = f'Can\'t find end tag corresponding to start tag "{tag}"'
            raise cannot_parse(reason)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.at)
        character = "" if match is None else _character(match)
        if match is None or not character:
            self.write("&")
            self.at += 1
        else:
            self.write(character)
            self.at = match.end()

    def _start_tag(self) -> None:
        begin = self.at
        name = _TAG_NAME.match(self.source, begin + 1)
        end = begin + 1 if name is None else name.end()
        tag = self.source[begin + 1 : end].lower()
        if end >= len(self.source):
            raise cannot_parse(f"Unclosed start tag {self.byte(begin)}")
        if tag not in _TAGS:
            raise cannot_parse(f'Unsupported start tag "{tag}" {self.byte(begin)}')
        self.at = end
        argument = None
        while (attribute := self._attribute(tag, begin)) is not None:
            argument = _argument(tag, *attribute) or argument
        if tag == "span" and argument != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" {self.byte(begin)}')
        if tag == "tg-emoji" and not (argument or "").isdigit():
            raise cannot_parse("Invalid custom emoji identifier specified")
        self.nested.append(_Open(tag, argument, self.offset, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        """Read the next attribute of a start tag, None at the tag's end."""
        match = _ATTRIBUTE.match(self.source, self.at)
        position = self.at if match is None else match.end()
        if match is None or position >= len(self.source):
            raise cannot_parse(f"Unclosed start tag {self.byte(begin)}")
        name, value = match[1], match[3] or match[4] or match[5] or ""
        self.at = position
        if not name and not match[2]:
            if self.source[position] == ">":
                self.at += 1
                return None
            raise cannot_parse(f"Unclosed start tag {self.byte(begin)}")
        if not name:
            reason = f'Empty attribute name in the tag "{tag}" {self.byte(begin)}'
            raise cannot_parse(reason)
        if match[2] is None and self.source[position:].lstrip().startswith("="):
            raise cannot_parse(f"Unclosed start tag {self.byte(begin)}")
        if match[2] is None and (tag, name.lower()) != ("blockquote", "expandable"):
            reason = (
                f"Expected equal sign in declaration of an attribute of the tag"
                f' "{tag}" {self.byte(begin)}'
            )
            raise cannot_parse(reason)
        return name.lower(), value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.nested:
            raise cannot_parse(f"Unexpected end tag {self.byte(begin)}")
        name = _TAG_NAME.match(self.source, begin + 2)
        end = begin + 2 if name is None else name.end()
        found = self.source[begin + 2 : end].lower()
        while end < len(self.source) and self.source[end].isspace():
            end += 1
        if not self.source.startswith(">", end):
            raise cannot_parse(f"Unclosed end tag {self.byte(begin)}")
        opened = self.nested.pop()
        if found and found != opened.tag:
            reason = (
                f'Unmatched end tag {self.byte(begin)}, expected "</{opened.tag}>",'
                f' found "</{found}>"'
            )
            raise cannot_parse(reason)
        self.at = end + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if not length:
            return
        entity: Entity = {
            "type": _TAGS[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        argument = opened.argument
        if opened.tag == "a":
            argument = argument or "".join(self.parts[opened.position :])
            if not _WEB_ADDRESS.fullmatch(argument):
                return
            entity["url"] = argument if "://" in argument else f"http://{argument}"
        elif opened.tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = argument
        elif opened.tag == "code" and argument and self.nested and self.nested[-1].tag == "pre":
            self.nested[-1].argument = argument
            return
        elif opened.tag == "pre" and argument:
            entity["language"] = argument
        self.entities.append(entity)


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - the halves of a pair are no characters
    return "" if not 0 < code <= 0x10FFFF or surrogate else chr(code)  # noqa: PLR2004


def _argument(tag: str, name: str, value: str) -> str | None:
    """Return what an attribute says about its tag; None for attributes without a meaning."""
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    known = {"a": "href", "span": "class", "tg-emoji": "emoji-id"}
    return value if known.get(tag) == name else None


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and the entities of ``source``.

    Raises:
        Refusal: 400, with the words the real server has for that mistake.
    """
    if "<" not in source and "&" not in source:
        return source, []
    return _Reader(source).read()


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return a text without the space around it, its entities moved and cut accordingly."""
    short = text.strip()
    if len(short) == len(text):
        return text, entities
    gone = utf16_length(text[: len(text) - len(text.lstrip())])
    total = utf16_length(short)
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - gone, 0)
        end = min(entity["offset"] - gone + entity["length"], total)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return short, kept


def check_entities(text: str, entities: list[Entity]) -> None:
    """Refuse entities of an unknown type or outside of ``text``."""
    total = utf16_length(text)
    for entity in entities:
        if entity["type"] not in _TYPES:
            raise bad_request(f'can\'t parse MessageEntity: unsupported type "{entity["type"]}"')
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin < 0 or entity["length"] <= 0 or end > total:
            reason = (
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text at"
                f" UTF-16 offset {total}"
            )
            raise bad_request(reason)


def found_entities(text: str) -> list[Entity]:
    """Return the commands, links, addresses, mentions and hashtags that Telegram sees in a text."""
    if not any(sign in text for sign in "/@#"):
        return []
    narrow = utf16_length(text) == len(text)
    found = []
    for match in _FOUND.finditer(text):
        begin = match.start()
        value = match[0]
        found.append(
            {
                "type": match.lastgroup,
                "offset": begin if narrow else utf16_length(text[:begin]),
                "length": utf16_length(value),
            }
        )
    return found


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Return ``entities`` and those Telegram finds by itself outside of code and links."""
    found = found_entities(text)
    if not found:
        return entities
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in _UNTOUCHED
    ]
    free = [
        entity
        for entity in found
        if not any(
            begin < entity["offset"] + entity["length"] and entity["offset"] < end
            for begin, end in taken
        )
    ]
    return sorted([*entities, *free], key=lambda entity: (entity["offset"], -entity["length"]))


def accept(text: str, entities: list[Entity], most: int, too_long: str) -> tuple[str, list[Entity]]:
    """Return a text as Telegram keeps it, or refuse it for its length.

    Length is counted after parsing, in UTF-16 units, the stricter of the two readings of
    "characters" that one meets.
    """
    text, entities = trimmed(text, entities)
    if utf16_length(text) > most:
        raise bad_request(too_long)
    if len(entities) > MAX_ENTITIES:
        raise bad_request("ENTITIES_TOO_LONG")
    return text, with_found(text, entities)
