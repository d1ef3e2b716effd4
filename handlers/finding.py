"""Whom words mean: people found by their name, the names of their place, or its code."""

import re
from collections.abc import Sequence
from typing import Any

import locales
from storage.reach import Seated

MOST = 300  # people in one list
_BETWEEN = re.compile(r"[\n,;،؛\t]+")


def matching(words: str, everybody: Sequence[Seated]) -> list[Seated]:
    """Find whom ``words`` mean: every word is in the name or the place; else a near miss.

    A near miss is of a whole name first, then of each word by itself: "Selma Benani".
    """
    wanted = locales.normalise(words).split()
    found = _of_names(words, everybody)
    if not found and wanted:
        known = {one.id: set(_words_of(one)) for one in everybody}
        meant = [_near(word, set().union(*known.values())) for word in wanted]
        found = [one for one in everybody if all(near & known[one.id] for near in meant)]
    return sorted(found, key=lambda one: not _is_all(one, wanted))


def of_list(text: str, everybody: Sequence[Seated]) -> dict[str, Any]:
    """Find the people of a list, one name or code on each line or between commas.

    Return {"found": [{"id", "name"}], "unknown": [what nobody is called], "several": [what more
    than one person is]}. The name or the code of a place means everybody who sits there.
    """
    found: dict[int, Seated] = {}
    unknown: list[str] = []
    several: list[str] = []
    for words in filter(None, map(str.strip, _BETWEEN.split(text))):
        meant = _of_code(words, everybody) or _one_or_a_place(words, everybody)
        if not meant:
            unknown.append(words)
        elif len(meant) > 1 and len({one.code for one in meant}) > 1:
            several.append(words)
        else:
            found.update({one.id: one for one in meant})
    people = [{"id": one.id, "name": one.name} for one in found.values()][:MOST]
    return {"found": people, "unknown": unknown, "several": several}


def _of_code(words: str, everybody: Sequence[Seated]) -> list[Seated]:
    code = locales.plain_letters(words).strip(". ")
    return [one for one in everybody if code and one.code.strip(".") == code]


def _of_names(words: str, everybody: Sequence[Seated]) -> list[Seated]:
    """Find those in whose name or place every word is, else whose whole name is nearly this."""
    wanted = locales.normalise(words).split()
    found = [one for one in everybody if wanted and _holds(one, wanted)]
    if found:
        return found
    labels = sorted({label for one in everybody for label in _labels(one)})
    near = locales.close_to(words, labels)
    return [one for one in everybody if near is not None and labels[near] in _labels(one)]


def _one_or_a_place(words: str, everybody: Sequence[Seated]) -> list[Seated]:
    """Prefer whoever, or whatever place, bears just these words as a whole name."""
    wanted = locales.normalise(words).split()
    meant = _of_names(words, everybody)  # of a long list, each word is not looked at by itself
    return [one for one in meant if _is_all(one, wanted)] or meant


def _labels(one: Seated) -> tuple[str, ...]:
    return tuple(label for label in (one.name, one.place_ar, one.place_fr) if label)


def _near(word: str, known: set[str]) -> set[str]:
    """Return the words that ``word`` begins, or of which it is a slight misspelling."""
    begun = {one for one in known if one.startswith(word)}
    return begun or {one for one in known if locales.close_to(word, [one]) is not None}


def _words_of(one: Seated) -> list[str]:
    return locales.normalise(f"{one.name} {one.place_ar} {one.place_fr}").split()


def _holds(one: Seated, wanted: list[str]) -> bool:
    """Tell whether each of the words begins a word of the name or of the place."""
    known = _words_of(one)
    return all(any(word.startswith(each) for word in known) for each in wanted)


def _is_all(one: Seated, wanted: list[str]) -> bool:
    """Tell whether the words are a whole name: such a match is shown first."""
    return wanted in [locales.normalise(label).split() for label in _labels(one)]
