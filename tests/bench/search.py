"""``python -m tests.bench.search``: does the search find, and how soon among very many entries.

*Quality*: the Arabic part of XQuAD (240 passages, 1,190 questions, each with one right passage),
read where it lies beside the project and never copied into it. MRR@10 is the mean of 1/rank of the
right passage, 0 where it is not among ten; recall@5 the share of questions that have it among five.
With *slips*, 30 in 100 of the long words of each question are misspelt. Nothing is tuned to this
set: it is one of several.

*Speed*: an invented library (tests/bench/library.py), every entry put in by the product's own
``put``; questions of three to ten words half remembered from an entry, a tenth of the long ones
misspelt; single words, the commonest words, and whole pages; anywhere, and within a topic and a
kind. Filling it takes minutes.
"""

import argparse
import asyncio
import gc
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
from typing import Any

from sqlalchemy import text

from storage import Database, Session
from storage.migrate import migrate
from storage.search import Entry, Kind, find, put, put_all
from tests.bench.library import TOPICS, Library, slipped
from tests.databases import postgresql

XQUAD = Path("shared", "data", "xquad.ar.json")
BESIDE = Path(__file__).parents[3:]  # the folder that the project lies in, and those around it
SLIPS = 0.3
TEN, FIVE = 10, 5
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
BATCH = 500  # entries in one transaction while the library is filled
STORES = ("SQLite", "PostgreSQL")
PAGES = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE :name"
TABLE = "SELECT pg_total_relation_size(to_regclass(:name))"
PARTS = {
    "cards": "search_entries",
    "tokens": "search_texts",
    "index": "search_index",  # on PostgreSQL a part of the tokens
    "counts": "search_tokens",
}
NARROWED: Mapping[str, Mapping[str, Any]] = {
    "": {},
    ", in a topic": {"topic": TOPICS[0]},
    ", in a topic and a kind": {"topic": TOPICS[0], "kinds": (Kind.FAQ,)},
}
HEAD, HEADS = "{:>15}", ("median", "p90", "p99", "most")
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
    """Fill a library, ask it, print how long an answer takes and how large it is."""
    await migrate(url)
    database = await Database.open(url)
    library = Library()
    gc.freeze()  # as the running program does with what it has loaded
    begun = time.perf_counter()
    sample: list[Entry] = []
    coming = map(_anywhere, library.entries(entries))
    while batch := list(islice(coming, BATCH)):
        await database.transaction(put_all, batch)
        sample += batch[: max(1, questions * len(batch) // entries)]
    each = (time.perf_counter() - begun) / entries * 1000
    alone = await database.transaction(_one_more, next(library.entries(1)), entries)
    _tell(f"{name}: {entries} entries put in, {each:.1f} ms each; one more by itself {alone:.1f}")
    sizes = await database.read(_sizes)
    _tell("  " + ", ".join(f"{part} {size:.0f} MB" for part, size in sizes.items()))
    asked = _asked(library, sample)
    await database.read(_times, next(iter(asked.values()))[:WARM], {})
    _tell(f"  {'find, ms (of the processor)':<42}" + "".join(map(HEAD.format, HEADS)))
    for what, questions_of in asked.items():
        for within, narrowed in NARROWED.items():
            took = await database.read(_times, questions_of, narrowed)
            waited, worked = (_cuts(times) for times in zip(*took, strict=True))
            figures = [f"{one:.1f} ({of:.1f})" for one, of in zip(waited, worked, strict=True)]
            _tell(f"  {what + within:<42}" + "".join(map(HEAD.format, figures)))
    await database.close()


def _asked(library: Library, sample: Sequence[Entry]) -> Mapping[str, Sequence[str]]:
    """Return questions of every length, most of them about the entries of a sample."""
    asker = Library(seed=2)
    usual = [asker.question(entry) for entry in sample]
    few = range(max(10, len(sample) // 10))
    return {
        "3 to 10 words": usual,
        "1 word": [max(usual[place].split(), key=len) for place in few],
        "2 of the commonest": [" ".join(library.common(2)) for _ in few],
        "5,000 letters": [" ".join(usual[place:] + usual[:place])[:5000] for place in few],
    }


def _cuts(times: Sequence[float]) -> tuple[float, ...]:
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[89], cuts[98], max(times)


def _anywhere(entry: Entry) -> Entry:
    """Belong to no region: the register is not what is measured."""
    return replace(entry, region_id=None)


def _times(
    session: Session, questions: Sequence[str], narrowed: Mapping[str, Any]
) -> list[tuple[float, float]]:
    """Return how long each question takes, and this process's processors, in milliseconds."""
    took = []
    for question in questions:
        begun, worked = time.perf_counter(), time.process_time()
        find(session, question, **narrowed)
        took.append(((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000))
    return took


def _one_more(session: Session, entry: Entry, entries: int) -> float:
    begun = time.perf_counter()
    put(session, replace(_anywhere(entry), number=entries + 1))
    return (time.perf_counter() - begun) * 1000


def _sizes(session: Session) -> Mapping[str, float]:
    """Return the size of each part of the database, its indexes included, in MB."""
    if session.get_bind().dialect.name == "postgresql":
        found = {table: session.scalar(text(TABLE), {"name": table}) for table in PARTS.values()}
        return {part: (found[table] or 0) / 1e6 for part, table in PARTS.items() if found[table]}
    return {
        part: (session.scalar(text(PAGES), {"name": f"%{table}%"}) or 0) / 1e6
        for part, table in PARTS.items()
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
