"""Correcting an announcement: what arrived is edited where it stands, what waits goes out right."""

from typing import Any

from handlers.announced import (
    ALL,
    LONGEST,
    MENU,
    NONE,
    carry_out,
    found,
    number,
    share,
    share_correction,
)
from handlers.dialogue import Choice, Context, Option, Reply, Text, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.say import Say, number_in
from locales import Lines, Quote, _, language_name
from storage.announcements import records

SEND = "send"


@conversation("amend", title=_("Correct an announcement"))
def amend(about: About) -> Dialogue:
    """The right text in each language it has, then a yes."""
    texts: dict[str, str] = {}
    for language, before in about["texts"].items():
        asked = Lines(
            [
                _("The right text in {language}. Skip it if it is right as it is:",
                  language=language_name(language)),
                Quote(before),
            ]
        )  # fmt: skip
        words = yield Text(f"text-{language}", asked, limit=LONGEST, optional=True)
        if words is not None and words != before:
            texts[language] = words
    if not texts:
        return {"announcement": about["announcement"], "texts": {}}
    text = _("Messages that arrived are changed where they stand, and begin with “Correction”. "
             "Whoever has none yet gets the right text.")  # fmt: skip
    yield Choice(SEND, text, options=(Option(SEND, _("Correct it")),))
    return {"announcement": about["announcement"], "texts": texts}


@amend.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take an announcement within reach that was begun."""
    row = found(context, number_in(argument))
    if row is None or row.begun_at is None:
        return NONE
    return {"announcement": row.id, "texts": records.texts(context.session, row.id)}


@amend.described
def describe(about: About, _answers: object) -> Any:  # noqa: ANN401 — words
    """Name the announcement."""
    return _("correction of {number}", number=f"N-{about['announcement']}")


@amend.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Store the right texts, edit what arrived, and let what waits bring them."""
    row = found(context, value["announcement"])
    if row is None or row.begun_at is None:
        return Reply(NONE)
    if not value["texts"]:
        return Reply(Say(_("Nothing was changed."), ((*ALL, *MENU),)))
    records.reword(context.session, row, value["texts"])
    share(context.session, row, context)
    row.corrections += 1
    share_correction(row, context)
    carry_out(context, row, "correct")
    records.note(context.session, context.member.id, "announce_correct", row, context.now,
                 languages=sorted(value["texts"]))  # fmt: skip
    text = _("{number} is corrected.", number=number(row))
    return Reply(Say(text, ((*ALL, *MENU),)))
