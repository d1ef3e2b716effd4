"""A world: every parameter of the simulated members, read from a file of TOML."""

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "worlds"
BASE = "base"

# The order in which results are shown; the folder holds a file for each.
SHIPPED = (
    BASE, "fade-half", "burden-double", "gain-half", "habituation-half", "call-half",
    "call-double", "busy-double", "peer-half", "peer-double", "habit-double", "null",
)  # fmt: skip

Number = float | tuple[float, ...]

_SHARES = frozenset(
    {
        "bdec", "busy_in", "busy_start", "busy_stay", "call_keep", "decl_busy", "decl_leave",
        "exo", "fade", "floor", "pause_acc", "rec",
    }
)  # fmt: skip
_POSITIVE = frozenset({"bscale", "group", "motivation"})
_SIGNED = frozenset({"a0", "w", "g", "read", "call", "peer", "habit", "eta"})
_LARGEST = 1000.0


class WrongWorld(Exception):
    """A world's file cannot be used; says which, why, and what would be right."""


@dataclass(frozen=True)
class World:
    """One world.

    Attributes:
        title: as results are headed.
        values: each parameter of worlds/base.toml, a number or several.
    """

    title: str
    values: Mapping[str, Number]

    def one(self, name: str) -> float:
        """Return a parameter that is a number."""
        value = self.values[name]
        assert isinstance(value, float)
        return value

    def some(self, name: str) -> tuple[float, ...]:
        """Return a parameter that is several numbers."""
        value = self.values[name]
        assert isinstance(value, tuple)
        return value


def read(name: str) -> World:
    """Return a world by the path of its file, or the name of a shipped one.

    A file gives the parameters that differ from the base world, and, in a table ``[times]``,
    factors for those that are a multiple of it.

    Raises:
        WrongWorld: for a file that cannot be read, an unknown name, or a value out of its range.
    """
    base = _load(FOLDER / f"{BASE}.toml")
    base.pop("title")
    known = {key: _number(BASE, key, value) for key, value in base.items()}
    path = FOLDER / f"{name}.toml" if name in SHIPPED else Path(name)
    given = _load(path)
    title = given.pop("title", path.stem)
    times = given.pop("times", {})
    if not isinstance(title, str) or not isinstance(times, dict):
        raise WrongWorld(f"{path}: title must be a text, and times a table")
    values = dict(known)
    for key, value in given.items():
        _must_be_known(path, key, known)
        values[key] = _like(path, key, _number(path, key, value), known[key])
    for key, factor in times.items():
        _must_be_known(path, key, known)
        values[key] = _product(path, key, values[key], factor)
    for key, value in values.items():
        _check(path, key, value)
    return World(title, values)


def _load(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        shipped = ", ".join(SHIPPED)
        raise WrongWorld(
            f"no world can be read at {path} ({error.strerror}); give a file, or one of: {shipped}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongWorld(f"{path}: not a file of TOML: {error}") from None


def _must_be_known(path: Path, key: str, known: Mapping[str, Number]) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, 1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        names = ", ".join(sorted(known, key=str.lower))
        raise WrongWorld(f"{path}: unknown parameter {key}{meant}; known are: {names}")


def _number(path: Path | str, key: str, value: object) -> Number:
    if isinstance(value, list) and value:
        return tuple(_scalar(path, key, each) for each in value)
    return _scalar(path, key, value)


def _scalar(path: Path | str, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongWorld(f"{path}: {key} must be a number or a list of numbers, not {value!r}")
    if not math.isfinite(value):
        raise WrongWorld(f"{path}: {key} must be finite")
    return float(value)


def _like(path: Path, key: str, value: Number, pattern: Number) -> Number:
    """Return ``value`` in the shape of ``pattern``."""
    if isinstance(pattern, tuple):
        if not isinstance(value, tuple) or len(value) != len(pattern):
            raise WrongWorld(f"{path}: {key} takes {len(pattern)} numbers, as {list(pattern)}")
    elif isinstance(value, tuple):
        raise WrongWorld(f"{path}: {key} takes one number, as {pattern:g}")
    return value


def _product(path: Path, key: str, value: Number, factor: object) -> Number:
    by = _scalar(path, key, factor)
    return tuple(each * by for each in value) if isinstance(value, tuple) else value * by


def _check(path: Path, key: str, value: Number) -> None:
    """Refuse what is no share, negative, or so large that nothing could be calculated."""
    for each in value if isinstance(value, tuple) else (value,):
        if key in _SHARES and not 0 <= each <= 1:
            raise WrongWorld(f"{path}: {key} must lie between 0 and 1, not {each:g}")
        if key in _POSITIVE and each <= 0:
            raise WrongWorld(f"{path}: {key} must be above 0, not {each:g}")
        if abs(each) > _LARGEST or (each < 0 and key not in _SIGNED):
            least = -_LARGEST if key in _SIGNED else 0
            raise WrongWorld(f"{path}: {key} must lie between {least:g} and {_LARGEST:g}")
    if key == "group" and isinstance(value, float) and value % 1:
        raise WrongWorld(f"{path}: group must be a whole number")
