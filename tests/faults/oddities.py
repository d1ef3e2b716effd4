"""What people write, press and send that no conversation was made for."""

from typing import Any

Update = dict[str, Any]

WORDS = (
    "نعم", "لا", "تقرير", "عندي سؤال", "القائمة", "رجوع", "إلغاء", "السلام عليكم", "توقف",
    "oui", "non", "rapport", "j'ai une question", "retour", "annuler", "Bonjour !",
    "à bientôt", "menu", "help", "skip", "Save", "Enregistrer", "حفظ", "progress", "complete",
    "مكتمل", "كلمة وأخرى ثم ثالثة", "Le marché est signé, les travaux commencent lundi",
    "ⴰⵣⵓⵍ", "wakha",
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "3", "7", "99", "100", "101", "-1", "60%", "٦٠٪", "۶۰", "٠", "soixante",
    "ستون", "1.5", "1,5", "²", "①", "½", "٣", "1e9", "9" * 30, "9" * 400, "24/11/2026",
    "31/02/2026", "٢٤ نونبر", "24 novembre", "today", "اليوم", "00", "+5", "0x10", "1_000",
    "೨",
)  # fmt: skip
NOISE = (
    "👍", "😀" * 40, "👨‍👩‍👧‍👦", "🇲🇦", "<b>bold", "</i>", "<script>alert(1)</script>",
    "&amp; & &lt;", "a < b > c", "{project}", "%s %d %(name)s", "{}", "{0}", "$&", "\\",
    "\\u200f", '"', "'", "`*_~[]()", "\u202eabc\u202c", "\u2067\u2068", "\u200b\u200d",
    "\u0000", "a\u0000b", "\u0007", "﷽" * 20, "ﷺ", "a\u0301" * 50, "\n\n\n.", "\t.",
    "http://", "https://example.org/évidence?x=1&y=<2>", "https://exemple.ma",
    "www.exemple.ma", "R-1", "#R-1", "@jisr_demo_bot", "x" * 500, "ا" * 3000,
)  # fmt: skip
COMMANDS = (
    "/start", "/start x", "/start " + "A" * 64, "/report", "/report 1", "/menu", "/lang",
    "/back", "/cancel", "/stop", "/help", "/unknown", "/REPORT", "/report@jisr_demo_bot", "/",
    "//", "/ report", "/start@jisr_demo_bot", "/phase_step", "/evidence", "/evidence 1",
    "/clarify", "/clarify 1", "/explain", "/explain 1.1", "/latest", "/undo", "/languages",
    "/person", "/menu\n/report",
)  # fmt: skip
FORGED = (
    "", ".", "..", "...", "c", "c.", "c.1", "c.1.", "c.1.1", "c.1.1.", "c.1.1.~save",
    "c.999999.1.x", "c.1.999999.limited", "c.-1.1.x", "c.1.-1.x", "c.².1.x", "c.1.².x",
    "c.٣.1.x", "c." + "9" * 30 + ".1.x", "c.1." + "9" * 30 + ".x", "a", "a.", "a.menu",
    "a.menu.x", "a.help", "a.languages", "a.language", "a.language.", "a.language.xx",
    "a.language.ar", "a.language.zgh", "a.undo", "a.undo.", "a.undo.x", "a.undo.²",
    "a.undo.1", "a.undo.-1", "a.undo." + "9" * 30, "a.latest", "a.latest.1", "a.person",
    "a.stop", "a.return", "a.nothing", "s", "s.", "s.report", "s.report.1", "s.report.x",
    "s.report." + "9" * 30, "s.report.²", "s.phase_step", "s.phase_step.1", "s.evidence",
    "s.evidence.1", "s.evidence.x", "s.evidence.²", "s.evidence." + "9" * 30, "s.clarify",
    "s.clarify.1", "s.clarify.²", "s.clarify." + "9" * 30, "s.explain", "s.explain.1",
    "s.explain.1.1", "s.explain.².²", "s.explain." + "9" * 20 + "." + "9" * 20, "r.1", "r.",
    "r.x", "r.²", "r." + "9" * 30, "o.1", "o.²", "d.1", "d.²", "d." + "9" * 18, "m.1", "z.1",
    "c.1.1.~next", "c.1.1.~edit.level", "تقرير", "é" * 32, "x" * 64, "\u0000", "c.1.1.\u0000",
    "{}", "<b>", "null", "ا" * 32,
)  # fmt: skip
FILES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("photo", {}),
    ("photo", {"caption": "صورة"}),
    ("photo", {"caption": "x" * 1024}),
    ("document", {"name": "rapport.pdf", "mime": "application/pdf"}),
    ("document", {"name": "../../etc/passwd", "mime": "application/pdf", "caption": "/report"}),
    ("document", {"name": "virus.exe", "mime": "application/x-msdownload"}),
    ("document", {"name": "n" * 250 + ".pdf", "mime": "application/pdf"}),
    ("document", {}),
    ("document", {"name": "صورة.png", "mime": "image/png"}),
    ("voice", {}),
    ("voice", {"caption": "1"}),
    ("audio", {"name": "a.mp3"}),
    ("video", {"caption": "فيديو"}),
)
MESSAGE = {"message_id": 1, "date": 1_700_000_000, "text": "hello"}
NOBODYS_PRESS = "4000000000000000"  # the id of presses that nobody made
GROUP = {"id": -500, "type": "group", "title": "somewhere else"}


def broken(user: Update) -> tuple[list[Update], list[Update]]:
    """Return updates of ``user`` that cannot be read, and others that can but ask for nothing."""
    chat = {"id": user["id"], "type": "private"}
    message = {**MESSAGE, "from": user, "chat": chat}
    query = {"id": NOBODYS_PRESS, "from": user, "chat_instance": "1"}
    membership = {
        "chat": GROUP,
        "from": user,
        "date": 1_700_000_000,
        "old_chat_member": {"status": "left", "user": user},
        "new_chat_member": {"status": "member", "user": user},
    }
    unreadable: list[Update] = [
        {"message": {**message, "from": {"id": user["id"], "first_name": "x"}}},
        {"message": {**message, "chat": {"id": user["id"]}}},
        {"message": {**message, "chat": "private"}},
        {"message": {**message, "date": "yesterday"}},
        {"message": {**message, "text": 12}},
        {"message": []},
        {"message": "hello"},
        {"message": {**message, "text": None, "photo": [{"file_id": 1}]}},
        {"callback_query": {"id": "1"}},
        {"callback_query": {**query, "from": None, "data": "a.menu"}},
        {"callback_query": 3},
        {"my_chat_member": {"chat": chat}},
    ]
    readable: list[Update] = [
        {},
        {"message": None},
        {"message": {**message, "chat": GROUP}},
        {"message": {**message, "from": None}},
        {"message": {**message, "text": "\ud83d"}},
        {"edited_message": {**message, "chat": GROUP, "edit_date": 1_700_000_000}},
        {"callback_query": {**query, "game_short_name": "chess"}},
        {"callback_query": {**query, "data": "a.menu", "inline_message_id": "x"}},
        {"my_chat_member": membership},
        {"my_chat_member": {
            **membership,
            "old_chat_member": membership["new_chat_member"],
            "new_chat_member": membership["old_chat_member"],
        }},
        {"channel_post": {**MESSAGE, "chat": {"id": -100, "type": "channel", "title": "x"}}},
        {"poll": {"id": "1"}},
        {"poll": "?"},
        {"something_new": {"from": user}},
    ]  # fmt: skip
    return unreadable, readable
