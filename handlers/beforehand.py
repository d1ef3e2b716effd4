"""What is known of a practice before its author is asked: from a report, or the last version."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.flow import About
from handlers.imports.vocabulary import PRINCIPLES
from storage import files, practices, reports
from storage.models import Practice
from storage.practices import Written

LONGEST_TITLE = 80  # characters
TEXTS = ("title", "problem", "done", "result", "effort", "source")


def new() -> About:
    return {"practice": None, "reason": None, "fill": {}, "files": [], "principles": []}


def from_report(context: Context, number: int) -> About:
    """Take title and principles from the project of one's own report; nothing from another's."""
    report = reports.by_author(context.session, number, context.member.id)
    if report is None or report.project is None:
        return new()
    project = report.project
    titles = {"ar": project.title_ar, "fr": project.title_fr}
    title = titles.get(context.member.language) or project.title_ar or project.title_fr or ""
    fill: dict[str, Any] = {"whose": "ours"}
    if 0 < len(title) <= LONGEST_TITLE:
        fill["title"] = title
    known = [name for name in project.principles if name in PRINCIPLES]
    if known:
        fill["principle"] = known[0]
    return {**new(), "fill": fill, "principles": known}


def changing(context: Context, practice: Practice) -> About:
    """Return everything as it was last sent, with what the moderator said of it."""
    version = practices.newest(context.session, practice.id)
    written = Written.of(version.words)
    answers: dict[str, Any] = {key: getattr(written, key) for key in TEXTS}
    if written.source is None:
        del answers["source"]
    answers["whose"] = "ours" if written.source is None else "elsewhere"
    answers["topic"] = written.topic
    answers["principle"] = next(iter(written.principles), None)
    answers["contact"] = "yes" if written.contact else "no"
    stored = files.by_number(context.session, [one for one in written.files if type(one) is int])
    kept = [
        {"kind": "link", "url": one}
        if isinstance(one, str)
        else {"kind": stored[one].kind, "mime": stored[one].mime, "file": one}
        for one in written.files
        if isinstance(one, str) or one in stored
    ]
    if any(map(is_picture, kept)):
        answers[people_key(kept)] = "agreed" if written.depicted else "nobody"
    if not kept:
        answers["files"] = None
    return {
        "practice": practice.id,
        "reason": version.reason,
        "fill": answers,
        "files": kept,
        "principles": list(written.principles),
    }


def people_key(sent: Iterable[Mapping[str, Any]]) -> str:
    """Return the key under which it is asked whether people agreed: other pictures, asked anew."""
    named = (str(file.get("file") or file.get("external_id")) for file in sent if is_picture(file))
    return f"people-{hashlib.sha256(' '.join(named).encode()).hexdigest()[:8]}"


def is_picture(file: Mapping[str, Any]) -> bool:
    return file["kind"] == "photo" or str(file.get("mime") or "").startswith("image/")
