"""The way back: a stored text and its entities as safe HTML, for a page that shows the chat."""

from html import escape
from typing import Any, Final

_ELEMENTS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_UNIT: Final = 2
"""Bytes of a UTF-16 unit."""


def to_html(text: str, entities: list[dict[str, Any]]) -> str:
    """Return ``text`` as HTML: everything escaped, formatting as elements, links as ``<a>``."""
    if not entities:
        return escape(text, quote=False)
    units = text.encode("utf-16-le")
    opening: dict[int, list[tuple[int, str, str]]] = {}
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        inner = units[begin * _UNIT : end * _UNIT].decode("utf-16-le", "replace")
        element = _element(entity, inner)
        if element is not None:
            opening.setdefault(begin, []).append((end, *element))
    return _woven(units, opening)


def _woven(units: bytes, opening: dict[int, list[tuple[int, str, str]]]) -> str:
    """Put the elements into the text; one that would cross another ends where the outer ends."""
    parts: list[str] = []
    stack: list[tuple[int, str]] = []
    total = len(units) // _UNIT
    borders = {0, total, *opening, *(item[0] for items in opening.values() for item in items)}
    previous = 0
    for border in sorted(borders):
        piece = units[previous * _UNIT : border * _UNIT].decode("utf-16-le", "replace")
        parts.append(escape(piece, quote=False))
        while stack and stack[-1][0] <= border:
            parts.append(stack.pop()[1])
        for end, start_tag, end_tag in sorted(opening.get(border, ()), key=lambda item: -item[0]):
            last = min(end, stack[-1][0]) if stack else end
            parts.append(start_tag)
            stack.append((last, end_tag))
        previous = border
    return "".join(parts)


def _element(entity: dict[str, Any], inner: str) -> tuple[str, str] | None:
    kind = entity["type"]
    if kind in _ELEMENTS:
        return f"<{_ELEMENTS[kind]}>", f"</{_ELEMENTS[kind]}>"
    address = {"text_link": entity.get("url"), "url": inner, "email": f"mailto:{inner}"}.get(kind)
    return None if address is None else (f'<a href="{escape(address)}">', "</a>")
