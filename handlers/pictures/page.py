"""The sheet a picture is drawn on: in pixels, from the side at which its language begins.

``x`` is counted from the reading side: from the left in French, from the right in Arabic. Whatever
is drawn by it is mirrored as a whole, axes, legends and order alike. Letters are shaped and ordered
by matplotlib itself (3.11 and later). Its own font, DejaVu Sans, has the letters of all four
languages, so that the same picture comes out on every machine.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

import locales
from locales import Words

WIDTH = 1080  # pixels, as wide as most telephones show without loss
MARGIN = 48
INK, FAINT, RULE, PAPER = "#1a1a1a", "#595959", "#c9ccd1", "#ffffff"
TITLE, TEXT, SMALL = 30, 22, 18  # points
_DPI = 100
_BASE = 0.48  # pixels for each point of size, from the middle of a line of letters to its foot
_RLM = "\u200f"
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FACES = {"normal": _FONTS / "DejaVuSans.ttf", "bold": _FONTS / "DejaVuSans-Bold.ttf"}

Weight = Literal["normal", "bold"]
Align = Literal["start", "middle", "end"]


class Page:
    """A sheet of ``height`` pixels in one language."""

    def __init__(self, language: str, height: int) -> None:
        """Begin with an empty sheet."""
        self.language = language
        self.height = height
        self.is_mirrored = locales.direction(language) == "rtl"
        self._figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)  # downwards, as one reads
        self._axes.set_axis_off()

    def say(self, words: Words) -> str:
        """Write words in the sheet's language, for measuring and drawing."""
        return locales.render(words, self.language, html=False)

    def text(  # noqa: PLR0913 — where, what, how
        self,
        x: float,
        y: float,
        words: Words,
        *,
        size: int = TEXT,
        weight: Weight = "normal",
        color: str = INK,
        align: Align = "start",
        room: float | None = None,
    ) -> None:
        """Draw words whose middle is at the height ``y``; in ``room`` pixels, shortened if need be.

        ``align`` tells which end of them is at ``x``.
        """
        text = self.say(words)
        if room is not None:
            text = self.shortened(text, room, size, weight)
        self.write(x, y, text, size=size, weight=weight, color=color, align=align)

    def write(  # noqa: PLR0913 — where, what, how
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = TEXT,
        weight: Weight = "normal",
        color: str = INK,
        align: Align = "start",
    ) -> None:
        """Draw what ``say`` has written, its marks of direction included."""
        side = {"start": "left", "middle": "center", "end": "right"}[align]
        if self.is_mirrored:
            side = {"left": "right", "right": "left"}.get(side, side)
        self._axes.text(
            self._at(x),
            y + _BASE * size,
            self._directed(text),
            fontproperties=_font(size, weight),
            color=color,
            ha=side,
            va="baseline",
            parse_math=False,  # a "$" is a "$"
        )

    def block(self, y: float, words: Words, *, size: int, weight: Weight, color: str) -> float:
        """Draw words over as many lines as they need from ``y`` on; return where they end."""
        pitch = size * _DPI / 72 * 1.45
        for line in self.lines(self.say(words), WIDTH - 2 * MARGIN, size, weight):
            self.write(MARGIN, y + pitch / 2, line, size=size, weight=weight, color=color)
            y += pitch
        return y

    def lines(self, text: str, room: float, size: int, weight: Weight = "normal") -> list[str]:
        """Break a text into lines of at most ``room`` pixels, between words."""
        found: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if line and self.width(longer, size, weight) > room:
                    found.append(line)
                    longer = word
                line = longer
            found.append(self.shortened(line, room, size, weight))
        return found

    def width(self, text: str, size: int, weight: Weight = "normal") -> float:
        """Return how many pixels a text takes."""
        drawn = self._axes.text(
            0, 0, self._directed(text), fontproperties=_font(size, weight), parse_math=False
        )
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call] # matplotlib left it so
        extent = drawn.get_window_extent(renderer)
        drawn.remove()
        return float(extent.width)

    def shortened(self, text: str, room: float, size: int, weight: Weight = "normal") -> str:
        """Return a text that fits in ``room`` pixels, with an ellipsis in its middle if need be.

        The middle goes, since names of places are told apart by how they begin and how they end.
        """
        if self.width(text, size, weight) <= room:
            return text
        fits, too_many = 0, len(text)
        while too_many - fits > 1:
            kept = (fits + too_many) // 2
            if self.width(_cut(text, kept), size, weight) <= room:
                fits = kept
            else:
                too_many = kept
        return _cut(text, fits)

    def box(  # noqa: PLR0913, PLR0917 — where, how large, how
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str,
        edge: str | None = None,
        hatch: str | None = None,
    ) -> None:
        """Fill a box whose nearer upper corner is at ``x`` and ``y``."""
        left = WIDTH - x - width if self.is_mirrored else x
        self._axes.add_patch(
            Rectangle(
                (left, y), width, height, facecolor=color, edgecolor=edge or color,
                linewidth=1.5 if edge else 0, hatch=hatch,
            )
        )  # fmt: skip

    def line(
        self,
        points: Sequence[tuple[float, float]],
        color: str,
        *,
        width: float = 2,
        dots: bool = False,
    ) -> None:
        """Draw a line through points; with ``dots``, a dot at each."""
        self._axes.add_line(
            Line2D(
                [self._at(x) for x, _y in points], [y for _x, y in points], color=color,
                linewidth=width, marker="o" if dots else "", markersize=11,
                solid_capstyle="butt",
            )
        )  # fmt: skip

    def area(self, points: Sequence[tuple[float, float]], color: str) -> None:
        """Fill the outline through these points."""
        outline = [(self._at(x), y) for x, y in points]
        self._axes.add_patch(Polygon(outline, closed=True, facecolor=color, linewidth=0))

    def png(self) -> bytes:
        """Return the sheet as a PNG file."""
        file = BytesIO()
        self._figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": "Jisr"})
        return file.getvalue()

    def _at(self, x: float) -> float:
        return WIDTH - x if self.is_mirrored else x

    def _directed(self, text: str) -> str:
        """Have a text run in the language's direction, whatever letter it begins with."""
        return f"{_RLM}{text}" if self.is_mirrored else text


def _font(size: int, weight: Weight) -> FontProperties:
    return FontProperties(fname=_FACES[weight], size=size)


def _cut(text: str, kept: int) -> str:
    """Return a text with ``kept`` characters of it, half of them from its end."""
    end = kept // 2
    return f"{text[: kept - end].rstrip()}…{text[len(text) - end :].lstrip()}"
