"""A file read for its sender: the summary, what has to be asked, what would be saved, as JSON.

It is made outside of any transaction, since a long list takes seconds, and kept until the sender
has answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict

from handlers.imports import already, records
from handlers.imports.columns import Kind
from handlers.imports.findings import Doubt
from handlers.imports.places import Gazetteer
from handlers.imports.preview import Preview, preview, summary
from locales import LANGUAGES, Lines, Words, _n, encode, render
from storage.roster import Network

MOST_ASKED = 20  # doubts asked one by one; beyond, correcting the file is quicker
LEFT_OUT = "leave"  # chosen for a doubt: this row is not imported

_FITS = 560  # characters of a summary, so that the question still fits into 700
_SHOWN = 5  # findings at most
_MOST_LISTED = 500  # findings that are kept
_TYPED = 80  # characters of a name that was not understood
_ROWS = 10  # how many doubtful rows are named


class Reading(TypedDict):
    """What a file would do.

    Attributes:
        kind: members or programmes.
        summary: what was read, as encoded words.
        good: how many people or programmes would be saved.
        bad: how many rows something blocks.
        doubtful: how many collectivities have to be asked about; ``doubts`` holds the first ones,
            each with its row, all rows, what was typed, and the options (code, Arabic, French).
        listed: whether ``findings`` says more than the summary.
        findings: (row, column or None, encoded words), errors first.
        records: what would be saved (``handlers.imports.records``).
    """

    kind: str
    summary: Any
    good: int
    bad: int
    doubtful: int
    doubts: list[dict[str, Any]]
    listed: bool
    findings: list[list[Any]]
    records: list[Any]


def read(
    content: bytes,
    name: str,
    network: Network,
    choices: Mapping[str, str],
    region: str | None = None,
) -> Reading:
    """Read a file, and leave out what the network has already.

    Args:
        content: the file's bytes.
        name: the name it was sent under.
        network: the register, and what is there.
        choices: by row, the code chosen for a doubt, or LEFT_OUT.
        region: the code of the only region that may be reached; None for all.

    Raises:
        handlers.imports.findings.Refused: when the file as a whole cannot be used.
    """
    gazetteer = Gazetteer(network.register)
    chosen = {int(row): code for row, code in choices.items()}
    whole = preview(content, name, gazetteer, chosen, region)
    left_out = [doubt for doubt in whole.doubts if chosen.get(doubt.row) == LEFT_OUT]
    wrong = {finding.row for finding in whole.errors}
    open_ = tuple(
        doubt
        for doubt in whole.doubts
        if doubt not in left_out and not wrong.issuperset(doubt.rows)  # the answer would not help
    )
    shown, notes, saved = _fresh(replace(whole, doubts=open_), network)
    if left_out:
        rows = sum(len(doubt.rows) for doubt in left_out)
        notes = [*notes, _n("{count} row is left out, as you chose.",
                            "{count} rows are left out, as you chose.", rows)]  # fmt: skip
    words, listed = _brief(shown, notes)
    found = [*shown.errors, *shown.remarks]
    return Reading(
        kind=shown.kind.value,
        summary=encode(words),
        good=len(shown.people) + len(shown.programmes),
        bad=len({finding.row for finding in shown.errors}),
        doubtful=len(open_),
        doubts=[_asked(doubt, gazetteer) for doubt in open_[:MOST_ASKED]],
        listed=len(found) > listed,
        findings=[[one.row, one.column, encode(one.words)] for one in found[:_MOST_LISTED]],
        records=saved,
    )


def _fresh(whole: Preview, network: Network) -> tuple[Preview, list[Words], list[Any]]:
    """Return the preview of what is new, notes on the rest, and the records as JSON."""
    notes: list[Words] = []
    if whole.kind == Kind.MEMBERS:
        all_ = [records.listed(one) for one in whole.people]
        new = already.new_people(all_, network.people)
        kept = set(new)
        people = [one for one in whole.people if records.listed(one) in kept]
        if known := len(all_) - len(new):
            notes.append(
                _n(
                    "{count} person is in the network already, or invited: left out.",
                    "{count} people are in the network already, or invited: left out.",
                    known,
                )
            )
        if held := already.held(new, network.people):
            notes.append(
                _n(
                    "{count} seat is held by somebody else: you will be asked before it changes.",
                    "{count} seats are held by others: you will be asked before they change.",
                    held,
                )
            )
        return replace(whole, people=tuple(people)), notes, [list(one) for one in new]
    plans = {records.whole(one): one for one in whole.programmes}
    fresh = already.new_programmes(plans, network.programmes)
    if known := len(plans) - len(fresh):
        notes.append(
            _n(
                "{count} programme is there already: left out.",
                "{count} programmes are there already: left out.",
                known,
            )
        )
    shown = replace(whole, programmes=tuple(plans[one] for one in fresh))
    return shown, notes, records.programmes_json(fresh)


def _brief(shown: Preview, notes: Sequence[Words]) -> tuple[Words, int]:
    """Say as many findings as fit on a telephone in every language, and how many those are."""
    found = len(shown.findings)
    for most in range(min(_SHOWN, found), -1, -1):
        words = Lines([*notes, summary(shown, most)], gap="\n")
        if all(len(render(words, language, html=False)) <= _FITS for language in LANGUAGES):
            return words, most
    return Lines([*notes, summary(replace(shown, findings=()))], gap="\n"), 0


def _asked(doubt: Doubt, gazetteer: Gazetteer) -> dict[str, Any]:
    labels = [(place.code, gazetteer.label(place)) for place in doubt.options]
    return {
        "row": doubt.row,
        "rows": [str(row) for row in doubt.rows[:_ROWS]],
        "count": len(doubt.rows),
        "typed": doubt.typed[:_TYPED],
        "options": [[code, label.ar, label.fr] for code, label in labels],
    }
