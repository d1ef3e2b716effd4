"""The written material of the sample network: project ideas by theme, and the notes of reports.

It lives in TOML files beside this module, written by hand in Arabic and French; nothing in it is
about a real local government.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.sample.people import Both
from storage.models import CollectivityKind, Level, PhaseStep

_HERE = "bot.sample"


@dataclass(frozen=True, slots=True)
class Idea:
    """A project that could stand in a programme, with its steps and one note from its midst."""

    title: Both
    principles: tuple[str, ...]
    milestones: tuple[Both, ...]
    note: Both
    kinds: frozenset[CollectivityKind]  # whom it suits


@dataclass(frozen=True, slots=True)
class Theme:
    """What an axis can be about: titles to choose from, and the projects that fit."""

    axes: tuple[Both, ...]
    ideas: tuple[Idea, ...]


@cache
def themes() -> tuple[Theme, ...]:
    """Read the themes, in the order of their file names."""
    folder = files(_HERE).joinpath("projects")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_theme(read("projects", name)) for name in names)


@cache
def notes() -> dict[Level | PhaseStep, dict[str, tuple[str, ...]]]:
    """Read the notes: for a level or a step, by language."""
    return {
        _said(key): {language: tuple(lines) for language, lines in by_language.items()}
        for key, by_language in read("notes.toml").items()
    }


def read(*path: str) -> dict[str, Any]:
    """Read one of the TOML files beside this module."""
    return tomllib.loads(files(_HERE).joinpath(*path).read_text(encoding="utf-8"))


def both(pair: list[str]) -> Both:
    """Check that a text of the files is a pair (Arabic, French)."""
    arabic, french = pair
    return arabic, french


def _said(key: str) -> Level | PhaseStep:
    return Level(key) if key in set(Level) else PhaseStep(key)


def _theme(table: dict[str, Any]) -> Theme:
    return Theme(
        axes=tuple(both(title) for title in table["axes"]),
        ideas=tuple(_idea(project) for project in table["project"]),
    )


def _idea(table: dict[str, Any]) -> Idea:
    return Idea(
        title=both(table["title"]),
        principles=tuple(table["principles"]),
        milestones=tuple(both(step) for step in table["milestones"]),
        note=both(table["note"]),
        kinds=frozenset(CollectivityKind(kind) for kind in table.get("kinds", CollectivityKind)),
    )
