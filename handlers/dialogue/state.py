"""What is remembered of a conversation: the answers by key, and what the person last saw."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class State:
    """The whole state of a conversation, besides its flow and what it is about.

    Attributes:
        answers: (key, value) in the order given; values are JSON.
        files: attachments collected for the flow's Media question.
        sources: (key, message id) of answers that were typed, so that editing the message changes
            the answer.
        sequence: counts the prompts shown; travels in every button.
        since: the sequence at which the present question was first shown; buttons older than
            that are stale.
        asked: the key of the question last shown.
        page: of a long list of options, from 0.
        view: "" for the question, "edit" for the list of what can be changed.
        misses: answers in a row that were not understood.
        cut: [message id, length] of a text that was too long, and whose rest may still come.
        kept: what was answered before one answer is changed from the summary; Back restores it.
        pending: (message id, words) that arrived after a long pause and wait for "continue?".
    """

    answers: Pairs = ()
    files: tuple[dict[str, Any], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    sequence: int = 0
    since: int = 0
    asked: str | None = None
    page: int = 0
    view: str = ""
    misses: int = 0
    pending: tuple[tuple[str | None, str], ...] = ()
    cut: tuple[str, int] | None = None
    kept: dict[str, Any] | None = None

    def known(self) -> dict[str, Any]:
        """Return the answers as a mapping."""
        return dict(self.answers)

    def answered(self, key: str, value: object, source: str | None = None) -> Self:
        """Return the state with one answer more, or changed where it stood."""
        if key in self.known():
            answers = tuple((k, value if k == key else v) for k, v in self.answers)
        else:
            answers = (*self.answers, (key, value))
        sources = tuple(pair for pair in self.sources if pair[0] != key)
        if source is not None:
            sources = (*sources, (key, source))
        return replace(
            self, answers=answers, sources=sources, page=0, view="", misses=0, cut=None, kept=None
        )

    def without(self, *keys: str) -> Self:
        """Return the state with some answers dropped."""
        return replace(
            self,
            answers=tuple(pair for pair in self.answers if pair[0] not in keys),
            sources=tuple(pair for pair in self.sources if pair[0] not in keys),
            page=0,
            view="",
            misses=0,
        )

    def changing(self, key: str) -> Self:
        """Return the state with one answer dropped that Back would restore."""
        kept = {
            "answers": [list(pair) for pair in self.answers],
            "sources": [list(pair) for pair in self.sources],
            "files": list(self.files),
        }
        return replace(self.without(key), kept=kept)

    def restored(self) -> Self:
        """Return the state as it was before ``changing``; files sent since are kept."""
        kept = self.from_json(self.kept or {})
        return replace(
            self,
            answers=kept.answers,
            sources=kept.sources,
            files=self.files or kept.files,
            page=0,
            view="",
            misses=0,
            kept=None,
        )

    def handed_on(self) -> Self:
        """Return the state as somebody else takes it up: without the ids of messages.

        In another chat the same id is another message, whose edit must not change an answer.
        """
        kept = None if self.kept is None else {**self.kept, "sources": []}
        waiting = tuple((None, words) for _source, words in self.pending)
        return replace(self, sources=(), pending=waiting, kept=kept)

    def as_json(self) -> dict[str, Any]:
        """Return JSON values; what has its default is left out."""
        return {
            name: value
            for name, default in _DEFAULTS.items()
            if (value := getattr(self, name)) != default
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what ``as_json`` wrote; unknown names (of a newer version) are left out."""
        values = {name: value for name, value in stored.items() if name in _DEFAULTS}
        for name in ("answers", "sources", "pending"):
            values[name] = tuple((key, value) for key, value in values.get(name, ()))
        if values.get("cut") is not None:
            values["cut"] = tuple(values["cut"])
        values["files"] = tuple(values.get("files", ()))
        return cls(**values)


_DEFAULTS = asdict(State())
