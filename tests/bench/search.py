"""``python -m tests.bench.search``: does the search find, and how soon among very many entries.

*Quality*: the Arabic part of XQuAD (240 passages, 1,190 questions, each with one right passage),
read where it lies beside the project and never copied into it. MRR@10 is the mean of 1/rank of the
right passage, 0 where it is not among ten; recall@5 the share of questions that have it among five.
With *slips*, 30 in 100 of the long words of each question are misspelt. Nothing is tuned to this
set: it is one of several.

*Speed*: an invented library (tests/bench/library.py), every entry put in by the product's own
``put``; questions of three to ten words half remembered from an entry, a tenth of the long ones
misspelt. Filling the large one takes minutes.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import quantiles

from sqlalchemy import text

from storage import Database, Session
from storage.migrate import migrate
from storage.search import Entry, Kind, find, put, put_all
from tests.bench.library import Library, slipped
from tests.databases import postgresql

XQUAD = Path("shared", "data", "xquad.ar.json")
BESIDE = Path(__file__).parents[3:]  # the folder that the project lies in, and those around it
SLIPS = 0.3
TEN, FIVE = 10, 5
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
BATCH = 500  # entries in one transaction while the library is filled
STORES = ("SQLite", "PostgreSQL")
PAGES = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE :name"
WARM = 50  # questions before the first that is timed


def xquad() -> tuple[list[str], list[tuple[str, int]]] | None:
    """Return the passages, and each question with the place of its own; None: there is no file."""
    file = next((one / XQUAD for one in BESIDE if (one / XQUAD).exists()), None)
    if file is None:
        return None
    places: dict[str, int] = {}
    questions = []
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            place = places.setdefault(paragraph["context"], len(places))
            questions += [(one["question"], place) for one in paragraph["qas"]]
    return list(places), questions


async def quality(
    name: str, url: str, passages: Sequence[str], asked: Sequence[tuple[str, int]]
) -> None:
    """Put the passages in, ask every question, print how well it went."""
    await migrate(url)
    database = await Database.open(url)
    for place, passage in enumerate(passages):
        entry = Entry(Kind.FAQ, place, "ar", "all", None, "", passage, NOW)
        await database.transaction(put, entry)
    chance = random.Random(1)
    misspelt = [
        (" ".join(slipped(word, chance, SLIPS) for word in question.split()), place)
        for question, place in asked
    ]
    for label, questions in (("as written", asked), ("with slips", misspelt)):
        ranks = await database.read(_ranks, questions)
        mrr = sum(1 / rank for rank in ranks if rank) / len(ranks)
        recall = sum(0 < rank <= FIVE for rank in ranks) / len(ranks)
        _tell(f"{name}, {label}: MRR@10 {mrr:.3f}, recall@5 {recall:.3f}")
    await database.close()


def _ranks(session: Session, questions: Sequence[tuple[str, int]]) -> list[int]:
    """Return the rank of each question's passage; 0 where it is not among ten."""
    ranks = []
    for question, place in questions:
        found = [hit.number for hit in find(session, question, limit=TEN)]
        ranks.append(found.index(place) + 1 if place in found else 0)
    return ranks


async def speed(name: str, url: str, entries: int, questions: int) -> None:
    """Fill a library, ask it, print how long an answer takes."""
    await migrate(url)
    database = await Database.open(url)
    library, asker = Library(), Library(seed=2)
    begun = time.perf_counter()
    sample: list[Entry] = []
    coming = library.entries(entries)
    while batch := list(islice(coming, BATCH)):
        await database.transaction(put_all, [_anywhere(entry) for entry in batch])
        sample += batch[: max(1, questions * len(batch) // entries)]
    each = (time.perf_counter() - begun) / entries * 1000
    _tell(f"{name}: {entries} entries put in, {each:.1f} ms each")
    asked = [asker.question(entry) for entry in sample]
    took = await database.read(_times, [*asked[:WARM], *asked])
    cuts = quantiles(took[WARM:], n=100)
    alone = await database.transaction(_one_more, next(library.entries(1)), entries)
    _tell(
        f"{name}: find among {entries}: median {cuts[49]:.1f} ms, p90 {cuts[89]:.1f}, "
        f"p99 {cuts[98]:.1f}, most {max(took):.1f}; one more put {alone:.1f} ms"
    )
    if url.startswith("sqlite"):
        sizes = await database.read(_sizes)
        _tell("  " + ", ".join(f"{part} {size:.0f} MB" for part, size in sizes.items()))
    await database.close()


def _anywhere(entry: Entry) -> Entry:
    """Belong to no region: the register is not what is measured."""
    return replace(entry, region_id=None)


def _times(session: Session, questions: Sequence[str]) -> list[float]:
    """Return how long each question takes, in milliseconds."""
    took = []
    for question in questions:
        begun = time.perf_counter()
        find(session, question)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _one_more(session: Session, entry: Entry, entries: int) -> float:
    begun = time.perf_counter()
    put(session, replace(_anywhere(entry), number=entries + 1))
    return (time.perf_counter() - begun) * 1000


def _sizes(session: Session) -> Mapping[str, float]:
    """Return the size of each part of a SQLite file, in MB."""
    parts = {
        "entries with their tokens": "search_entries",
        "index": "search_index%",
        "counts": "search_tokens",
    }
    return {
        part: (session.scalar(text(PAGES), {"name": name}) or 0) / 1e6
        for part, name in parts.items()
    }


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def bench(options: argparse.Namespace) -> None:
    """Measure on every store asked for."""
    known = xquad()
    if known is None:
        _tell(f"There is no {XQUAD} beside the project ({BESIDE[0]}): quality is not measured.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="jisr-bench-"))
        server = stack.enter_context(postgresql()) if "PostgreSQL" in options.on else None
        for name in options.on:
            urls = [
                server.create()
                if name == "PostgreSQL" and server
                else f"sqlite+aiosqlite:///{folder}/{part}.db"
                for part in ("quality", "speed")
            ]
            if known is not None:
                await quality(name, urls[0], *known)
            if options.entries:
                await speed(name, urls[1], options.entries, options.questions)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("--entries", type=int, default=100_000, help="of the library; 0: none")
    parser.add_argument("--questions", type=int, default=1000, help="timed, about so many")
    parser.add_argument("--on", nargs="+", default=list(STORES), choices=STORES)
    asyncio.run(bench(parser.parse_args(arguments)))


if __name__ == "__main__":
    main()
