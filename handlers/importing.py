"""Importing a list of members or programmes: sent as a file, looked at, asked about, confirmed."""

from datetime import timedelta
from pathlib import PurePath
from typing import Any

import locales
from handlers.dialogue import Choice, Confirm, Context, Option, Reply, conversation
from handlers.dialogue.conduct import Talk, Turn
from handlers.dialogue.flow import About, Instead, Post
from handlers.dialogue.replay import Dialogue
from handlers.events import Attached
from handlers.imports import sheet, sheets_out
from handlers.imports.columns import Kind
from handlers.imports.reading import LEFT_OUT, MOST_ASKED
from handlers.imports.workbooks import MIME, plain
from handlers.permissions import may
from handlers.say import Button, Say, number_in
from locales import Lines, Listing, Message, Names, Words, _, _n
from storage import conversations, documents, uploads
from storage.models import Conversation, Upload

NAME = "import"
KEPT = timedelta(hours=1)  # files we send, should they not go out at once

# What spreadsheets are called; those that cannot be read are refused with a sentence of their own.
_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".csv", ".tsv", ".txt", ".ods"}
)
_TYPES = ("text/csv", "text/plain", "text/tab-separated-values", "application/vnd.ms-excel",
          "application/vnd.openxmlformats-officedocument.spreadsheetml",
          "application/vnd.oasis.opendocument.spreadsheet")  # fmt: skip
_LONGEST_NAME = 255
_SHOWN_NAME = 60  # characters of a file's name in a message


@conversation(
    NAME, title=_("Import a list"), words=("استيراد", "importer", "import", "استيراد لائحة")
)
def import_list(about: About) -> Dialogue:
    """Show what was read; ask what is not certain, or for a yes to the rest."""
    same = {"upload": about["upload"], "reading": about["reading"]}
    summary = locales.decode(about["summary"])
    if not about["doubts"]:
        answer = yield _confirmation(about, summary)
        return {**same, "answer": "import" if answer is True else "correct"}
    look = yield Choice("look", summary, options=(_ASK, _CORRECT))
    if look == _CORRECT.id:
        return {**same, "answer": "correct"}
    choices: dict[str, str] = {}
    for number, doubt in enumerate(about["doubts"], 1):
        choices[str(doubt["row"])] = yield _which(doubt, number, len(about["doubts"]))
    return {**same, "answer": "choices", "choices": choices}


@import_list.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take the list that was read, or say what can be sent."""
    upload = uploads.of_member(context.session, context.member.id, number_in(argument))
    if upload is None or upload.reading is None:
        return _EXPLANATION
    reading = upload.reading
    return {
        "upload": upload.id,
        "reading": upload.readings,
        "name": upload.name[-_SHOWN_NAME:],
        **{part: reading[part] for part in ("kind", "summary", "good", "bad", "doubts")},
    }


@import_list.described
def describe(about: About, _answers: object) -> Words:
    """Name the list."""
    return _("the list {name}", name=about["name"])


@import_list.done
def answer(context: Context, value: dict[str, Any]) -> Reply:
    """Let the list be saved, or read again with what was chosen, or give it up."""
    upload = uploads.of_member(context.session, context.member.id, value["upload"])
    if upload is None or upload.readings != value["reading"]:
        return Reply(Say(_GONE, (_TEMPLATES, _MENU)))
    match value["answer"]:
        case "choices":
            uploads.read_again(context.session, upload, value["choices"])
            return Reply(
                Say(_("Thank you. I am reading the list again with your answers…")), errand=True
            )
        case "import":
            uploads.confirm(context.session, upload)
            return Reply(Say(_confirmed(upload)), errand=True)
        case _:
            return Reply(_to_correct(context, upload, _CORRECTED))


def received(talk: Talk, file: Attached, current: Conversation | None) -> Turn | None:
    """Take a spreadsheet that somebody who may import sent at rest, or in place of an earlier one.

    None for anything, and anybody, else: nothing is said of imports then.
    """
    if not talk.may(NAME) or not _is_spreadsheet(file) or (current and current.flow != NAME):
        return None
    refusal = sheet.too_large(file.size or 0)
    if refusal is not None:
        return Turn(Say(refusal, (_TEMPLATES, _MENU)))
    session, identity = talk.context.session, talk.context.identity
    for earlier in (*([current] if current else []), *conversations.parked(session, identity.id)):
        if earlier.flow == NAME:
            earlier.status = "dropped"
    upload = uploads.add(
        session,
        member_id=talk.context.member.id,
        identity_id=identity.id,
        external_id=file.external_id,
        name=locales.clean(file.name or "")[-_LONGEST_NAME:],
        size=file.size,
        now=talk.context.now,
    )
    return Turn(Say(_("I am reading {name}…", name=upload.name[-_SHOWN_NAME:])), errand=True)


def was_read(context: Context, about: dict[str, Any]) -> Turn | Instead:
    """Show what was read: at once, or by a button where it would interrupt."""
    upload = uploads.of_member(context.session, context.member.id, int(about["upload"]))
    if upload is None or upload.reading is None or not may(context.member, NAME):
        return Turn()
    if advice := _hopeless(upload.reading):
        return Turn(_to_correct(context, upload, advice))
    if conversations.open_for(context.session, context.identity.id) is None:
        return Instead(NAME, str(upload.id))
    text = _("{name} has been read.", name=upload.name[-_SHOWN_NAME:])
    return Turn(Say(text, ((Button(_("See the preview"), f"s.{NAME}.{upload.id}"),),)))


def refused(_context: Context, about: dict[str, Any]) -> Turn:
    """Say why a file cannot be used."""
    return Turn(Say(locales.decode(about["words"]), (_TEMPLATES, _MENU)))


def imported(context: Context, about: dict[str, Any]) -> Turn:
    """Say what was imported, with the links, and apart what was not."""
    others: tuple[Post, ...] = ()
    if about["findings"] is not None:
        left = Say(
            _("This file says which rows were not imported, and why."), document=about["findings"]
        )
        others = (Post(context.identity.id, left, priority=0),)
    if about["programmes"]:
        text = _n("{count} programme is imported.", "{count} programmes are imported.",
                  about["programmes"])  # fmt: skip
        return Turn(Say(text, (_MENU,)), others)
    if not about["people"]:
        return Turn(Say(_("Everybody of this list is in the network already, or invited."),
                        (_MENU,)), others)  # fmt: skip
    lines = [
        _n("{count} person is invited.", "{count} people are invited.", about["people"]),
        _(
            "Their personal links are in this file. Please give each person their own link, and "
            "nobody else's: it lets its reader in, once."
        ),
        _("The links open for 7 days, those of coordinators for 24 hours."),
    ]
    return Turn(Say(Lines(lines), (_MENU,), document=about["links"], secret=True), others)


def not_imported(_context: Context, about: dict[str, Any]) -> Turn:
    """Say that nothing was stored."""
    if about["beyond"]:
        text = _("This list is not within your reach: nothing of it was imported.")
        return Turn(Say(text, (_MENU,)))
    text = _("Something went wrong on our side: nothing of the list was imported.")
    again = (Button(_("See the preview"), f"s.{NAME}.{about['upload']}"),)
    return Turn(Say(text, (again, _MENU)))


def template(context: Context, kind: str) -> Say:
    """Send an empty list to fill in."""
    if kind not in set(Kind):
        return _EXPLANATION
    title = _("Members") if kind == Kind.MEMBERS else _("Programmes")
    language = context.member.language
    content = sheets_out.template(Kind(kind), language)
    text = _("Please fill in this list, then send the file here.")
    return Say(text, document=_document(context, plain(title, language), content))


_ASK = Option("ask", _("Choose them one by one"))
_CORRECT = Option("correct", _("I will correct the file"))
_CORRECTED = _("Nothing was imported. Please send the corrected file here whenever it is ready.")
_GONE = _("This list is no longer here. Please send the file again.")
_MENU = (Button(_("Menu"), "a.menu"),)
_TEMPLATES = (
    Button(_("Template: members"), "a.template.members"),
    Button(_("Template: programmes"), "a.template.programmes"),
)
_EXPLANATION = Say(
    Lines(
        [
            _("Send the file here: an Excel workbook (.xlsx) or a CSV file."),
            _(
                "It holds one row for each member (name, role, collectivity), or for each "
                "milestone of a programme. The templates have all the columns."
            ),
            _("Nothing is imported before you have seen a preview and said yes."),
        ]
    ),
    (_TEMPLATES, _MENU),
)


def _is_spreadsheet(file: Attached) -> bool:
    ending = PurePath(file.name or "").suffix.lower()
    return file.kind == "document" and (
        ending in _ENDINGS or (file.mime or "").lower().startswith(_TYPES)
    )


def _confirmation(about: About, summary: Words) -> Confirm:
    """Ask for the yes; where rows are wrong, the others can be imported without them."""
    good = about["good"]
    if about["kind"] == Kind.MEMBERS:
        save = _n("Import {count} person", "Import {count} people", good)
        some = _n("Import the {count} good row", "Import the {count} good rows", good)
    else:
        save = _n("Import {count} programme", "Import {count} programmes", good)
        some = _n("Import the {count} complete programme", "Import the {count} complete programmes",
                  good)  # fmt: skip
    if not about["bad"]:
        return Confirm("save", summary, options=(_CORRECT,), save=save)
    wrong = _n(
        "{count} row cannot be imported as it is.",
        "{count} rows cannot be imported as they are.",
        about["bad"],
    )
    return Confirm("save", Lines([summary, wrong]), options=(_CORRECT,), save=some)


def _which(doubt: dict[str, Any], number: int, of: int) -> Choice:
    text = Lines(
        [
            _("Question {number} of {total}", number=number, total=of),
            _n(
                "Which collectivity is “{typed}” (row {rows})?",
                "Which collectivity is “{typed}” ({count} rows: {rows})?",
                doubt["count"],
                typed=doubt["typed"],
                rows=Listing(doubt["rows"]),
            ),
        ]
    )
    places = (Option(code, Names(ar=ar, fr=fr)) for code, ar, fr in doubt["options"])
    leave = _n("Leave this row out", "Leave these rows out", doubt["count"])
    return Choice(f"place_{doubt['row']}", text, options=(*places, Option(LEFT_OUT, leave)))


def _confirmed(upload: Upload) -> Message:
    reading = upload.reading or {}
    if reading.get("kind") == Kind.MEMBERS:
        return _n(
            "I am inviting {count} person: the link follows in a file.",
            "I am inviting {count} people: their links follow in a file.",
            reading["good"],
        )
    return _("I am importing the list…")


def _hopeless(reading: dict[str, Any]) -> Message | None:
    """Say what to do with a list of which nothing can be imported as it is; None for others."""
    if reading["doubtful"] > MOST_ASKED:
        return _("That is too much to ask one by one: please correct the file and send it again.")
    if reading["good"] or reading["doubtful"]:
        return None
    if reading["bad"]:
        return _("Nothing can be imported yet: please correct the file and send it again.")
    return _("There is nothing new to import.")


def _to_correct(context: Context, upload: Upload, advice: Message) -> Say:
    """Give the list up, with all that is to be corrected as a file where a message is too short."""
    reading = upload.reading or {}
    document = None
    if reading["listed"]:
        language = context.member.language
        content = sheets_out.findings(reading["findings"], language)
        document = _document(context, plain(_("To correct"), language), content)
    text = advice if advice is _CORRECTED else Lines([locales.decode(reading["summary"]), advice])
    uploads.drop(context.session, upload.id)
    return Say(text, (_TEMPLATES, _MENU), document=document)


def _document(context: Context, title: str, content: bytes) -> int:
    return documents.add(
        context.session,
        name=f"{title}.xlsx",
        mime=MIME,
        content=content,
        now=context.now,
        keep=KEPT,
    ).id
