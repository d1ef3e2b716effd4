"""A printed page: its frame, what every report begins and ends with, and how it becomes a PDF.

Everything on a page is text of ours or somebody's, escaped and isolated; nothing is ever fetched to
make it. WeasyPrint needs Pango, a library of the system: where that is missing, this one thing is
not to be had, and everything else works.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from types import ModuleType
from typing import Any, cast

from handlers.desk import NotMade
from handlers.exports.about import About
from handlers.exports.table import printable
from handlers.levels import level_name
from locales import Message, Moment, Names, Value, Words, _, direction, render, today
from storage.models import Level

log = logging.getLogger(__name__)

MIME = "application/pdf"
ENDING = ".pdf"
MISSING = _("PDF files cannot be made here yet. An Excel file of the same can.")
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # Debian's names
_DRY = ("weasyprint", "weasyprint.progress", "fontTools")  # they report each step

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #666 }
}
html { font: 9.5pt/1.5 "Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "Noto Sans Tifinagh",
  "DejaVu Sans", sans-serif; color: #1c2733 }
html:lang(ar) { font-size: 11pt }
header { border-block-end: 2pt solid #14506b; padding-block-end: 8pt; margin-block-end: 12pt }
.network { color: #14506b; font-size: 9pt; margin: 0 }
h1 { font-size: 19pt; line-height: 1.3; margin: 2pt 0; color: #0d3547; overflow-wrap: anywhere }
h2 { font-size: 13pt; color: #14506b; margin: 16pt 0 6pt; break-after: avoid;
  overflow-wrap: anywhere }
h3 { font-size: 10.5pt; margin: 0 0 4pt; break-after: avoid; overflow-wrap: anywhere }
p { margin: 2pt 0; overflow-wrap: anywhere }
.quiet { color: #5a6873; font-size: 0.88em }
.card { border: 0.6pt solid #c9d5dc; border-radius: 4pt; padding: 7pt 9pt; margin: 0 0 7pt;
  break-inside: avoid }
.level { display: inline-block; border-radius: 8pt; padding: 0 7pt; font-size: 0.9em;
  color: #fff; background: #6b7780 }
.limited { background: #8a5a00 }
.substantial { background: #1f6f8b }
.complete { background: #2c7a3f }
.bar { height: 5pt; background: #e3eaee; border-radius: 3pt; margin: 4pt 0 }
.bar div { height: 5pt; background: #1f6f8b; border-radius: 3pt }
table { width: 100%; border-collapse: collapse; font-size: 0.9em; margin: 3pt 0 }
th { text-align: start; color: #14506b; border-block-end: 0.8pt solid #14506b; padding: 2pt 4pt }
td { border-block-end: 0.4pt solid #dbe3e8; padding: 2.5pt 4pt; vertical-align: top;
  overflow-wrap: anywhere }
tr { break-inside: avoid }
.number { text-align: end; white-space: nowrap }
.facts { display: flex; gap: 8pt; margin: 8pt 0 }
.facts div { flex: 1; background: #eef4f7; border-radius: 4pt; padding: 6pt 8pt }
.facts b { display: block; font-size: 15pt; color: #0d3547; line-height: 1.3 }
footer { margin-block-start: 16pt; border-block-start: 0.6pt solid #c9d5dc;
  padding-block-start: 5pt; break-inside: avoid }
"""


@dataclass(frozen=True)
class Page:
    """Writes pieces of HTML for a reader of one language."""

    language: str

    def say(self, words: Words | None) -> str:
        """Write words of ours, or somebody's, which then keep their own direction."""
        if words is None:
            return ""
        if isinstance(words, str | Names):  # the marks do what <bdi> would: WeasyPrint has it not
            words = value(words)
        return render(words, self.language).replace("\n", "<br>")

    def heading(self, rank: int, words: Words | None) -> str:
        """Write a heading of ``rank`` 1 to 3."""
        return f"<h{rank}>{self.say(words)}</h{rank}>"

    def line(self, *words: Words | None, quiet: bool = False) -> str:
        """Write a paragraph of several pieces."""
        told = " · ".join(self.say(one) for one in words if one)
        return f"<p{' class=quiet' if quiet else ''}>{told}</p>" if told else ""

    def level(self, level: Level | None) -> str:
        """Write a completion level as a small label."""
        name = level.value if level else "none"
        return f'<span class="level {name}">{self.say(level_name(level))}</span>'

    def bar(self, percent: int) -> str:
        """Draw a progress of ``percent``."""
        return f'<div class=bar><div style="width:{max(0, min(100, percent))}%"></div></div>'

    def facts(self, pairs: Iterable[tuple[Words, Words]]) -> str:
        """Write a few large values, each over what it is."""
        boxes = (f"<div><b>{self.say(value)}</b>{self.say(label)}</div>" for value, label in pairs)
        return f"<div class=facts>{''.join(boxes)}</div>"

    def table(self, heads: Sequence[Words], rows: Iterable[Sequence[str]]) -> str:
        """Write a table: ``rows`` are pieces of HTML; empty for no row."""
        body = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
        head = "".join(f"<th>{self.say(one)}</th>" for one in heads)
        return f"<table><thead><tr>{head}</tr></thead>{body}</table>" if body else ""

    def day(self, day: date | None) -> str:
        """Write a date, or a dash."""
        return self.say(value(day)) if day is not None else "–"

    def whole(self, about: About, title: Words, updated: datetime | None, body: str) -> bytes:
        """Put ``body`` on paper between its head (what, of whom, of when) and its source.

        Raises NotMade where the system's libraries are missing.
        """
        when = _("Prepared on {moment}", moment=Moment(about.at))
        source = _("Source: {source}", source=about.source)
        head = "".join(
            (
                f"<p class=network>{self.say(NETWORK)}</p>",
                self.heading(1, title),
                self.line(about.title, _("Period: {period}", period=about.period)),
                self.line(when, about.by, quiet=True),
                self.line(last_update(updated), quiet=True),
            )
        )
        name = printable(render(title, self.language, html=False))
        return pdf(
            f'<!doctype html><html lang="{self.language}" dir="{direction(self.language)}">'
            f"<head><meta charset=utf-8><title>{escape(name)}</title>"
            f"<style>{_STYLE}</style></head><body><header>{head}</header>{body}"
            f"<footer>{self.line(source, quiet=True)}</footer></body></html>"
        )


def value(shown: Value) -> Message:
    """Let a number, a percentage or a date stand by itself."""
    return _("{value}", value=shown)


NETWORK = _("Moroccan Network of Open Local Governments")


def last_update(moment: datetime | None) -> Words:
    """Say of when the newest report is; a figure without its date says little (F4)."""
    if moment is None:
        return _("Nothing was reported yet.")
    return _("Last update: {day}", day=today(moment))


class FetchingError(RuntimeError):
    """A page asked for something outside: a defect of ours."""


def can_print() -> bool:
    """Tell whether the system has what printing needs."""
    try:
        _printer()
    except OSError:
        return False
    return True


def pdf(html: str) -> bytes:
    """Print a page. Raises NotMade where the system's libraries are missing."""
    try:
        printer = _printer()
    except OSError:
        log.error("no PDF can be made: install %s, then restart (jisr doctor)", PACKAGES)
        raise NotMade(MISSING) from None
    for library in _DRY:
        logging.getLogger(library).setLevel(logging.ERROR)

    class Nothing(printer.urls.URLFetcher):  # type: ignore[misc, name-defined]
        """Fetches nothing: a page is whole as it is."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002
            raise printer.urls.FatalURLFetchingError(f"a page asked for {url[:40]}")

    try:
        content: bytes = printer.HTML(string=html, url_fetcher=Nothing()).write_pdf(pdf_tags=True)
    except printer.urls.FatalURLFetchingError as error:  # no Exception: it would end the program
        raise FetchingError(str(error)) from None
    return content


def _printer() -> ModuleType:
    """Load WeasyPrint, which takes half a second. Raises OSError where Pango is missing."""
    import weasyprint  # noqa: PLC0415 — only whoever prints needs it, and its libraries
    import weasyprint.urls  # noqa: PLC0415 — as above

    return cast("ModuleType", weasyprint)
