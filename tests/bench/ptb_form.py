"""The mark to beat: the report as python-telegram-bot's own examples would write it.

A ConversationHandler with PicklePersistence, everything else as the library has it by default: its
request (httpx), its polling, one update at a time, state in memory, a pickle every minute. The
dialogue is that of ``handlers/report.py``: six steps, as many buttons, words as long.
``python -m tests.bench.ptb_form TOKEN URL PICKLE`` runs it until SIGTERM.
"""

import html
import sys
import warnings
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning

PROJECT, LEVEL, MEASURE, NOTE, SAVE = range(5)

PROJECTS = (
    "Publier le budget citoyen chaque année",
    "Ouvrir les sessions du conseil au public",
    "Un guichet des pétitions et des motions",
    "Un conseil de la jeunesse élu",
    "Les données de la commune en formats ouverts",
)
LEVELS = {
    "no_evidence": "Aucune preuve",
    "not_started": "Pas commencé",
    "limited": "Limité",
    "substantial": "Substantiel",
    "complete": "Achevé",
}
AGAIN = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Rapporter l'avancement", callback_data="report")]]
)
BACK = [
    InlineKeyboardButton("Retour", callback_data="back"),
    InlineKeyboardButton("Annuler", callback_data="cancel"),
]


def drafts(context: ContextTypes.DEFAULT_TYPE) -> dict[str, Any]:
    """Return what this person has written so far."""
    assert context.user_data is not None
    return context.user_data


async def pressed(update: Update) -> CallbackQuery:
    """Return the press, answered first, as the library asks for."""
    query = update.callback_query
    assert query is not None
    await query.answer()
    return query


def written(update: Update) -> Message:
    """Return the message."""
    assert update.message is not None
    return update.message


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet."""
    await written(update).reply_text(
        "Bienvenue. Vous êtes inscrite comme point focal.\n\nQue voulez-vous faire ?",
        reply_markup=AGAIN,
    )


async def report(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask which project."""
    query = await pressed(update)
    drafts(context)["draft"] = {}
    rows = [
        [InlineKeyboardButton(title, callback_data=f"project:{number}")]
        for number, title in enumerate(PROJECTS)
    ]
    await query.edit_message_text(
        "Quel projet ? Ceux qui sont attendus viennent d'abord.",
        reply_markup=InlineKeyboardMarkup([*rows, BACK[1:]]),
    )
    return PROJECT


async def project(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the project, ask for its level."""
    query = await pressed(update)
    number = int(str(query.data).partition(":")[2])
    drafts(context)["draft"]["project"] = number
    buttons = [
        InlineKeyboardButton(name, callback_data=f"level:{level}") for level, name in LEVELS.items()
    ]
    last = drafts(context).get("last", {}).get(number)
    told = f"Dernier rapport : {LEVELS[last]}." if last else "Rien n'a encore été rapporté."
    await query.edit_message_text(
        f"<b>{html.escape(PROJECTS[number])}</b>\n\n{told}\n\nOù en est-il aujourd'hui ?",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup([buttons[:2], buttons[2:4], buttons[4:], BACK]),
    )
    return LEVEL


async def level(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the level, ask for the percentage."""
    query = await pressed(update)
    drafts(context)["draft"]["level"] = str(query.data).partition(":")[2]
    skip = [InlineKeyboardButton("Passer", callback_data="skip")]
    await query.edit_message_text(
        "Où en est-il, en pour cent ? Ou touchez une étape maintenant faite.",
        reply_markup=InlineKeyboardMarkup([skip, BACK]),
    )
    return MEASURE


async def measure(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the percentage, ask for a line."""
    message = written(update)
    try:
        percent = int((message.text or "").strip().rstrip("%"))
    except ValueError:
        await message.reply_text("Je n'ai pas trouvé de nombre. Par exemple : 60.")
        return MEASURE
    drafts(context)["draft"]["percent"] = percent
    skip = [InlineKeyboardButton("Passer", callback_data="skip")]
    await message.reply_text(
        "En une ligne : qu'est-ce qui a avancé ?",
        reply_markup=InlineKeyboardMarkup([skip, BACK]),
    )
    return NOTE


async def note(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the line, show the summary."""
    message = written(update)
    draft = drafts(context)["draft"]
    draft["note"] = message.text
    await message.reply_text(
        f"<b>{html.escape(PROJECTS[draft['project']])}</b>\n"
        f"Niveau : <b>{LEVELS[draft['level']]}</b>\n"
        f"Avancement : {draft['percent']} %\n"
        f"« {html.escape(draft['note'])} »\n"
        "Preuve : aucune pour l'instant.\n\nEnregistrer ce rapport ?",
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("Enregistrer", callback_data="save")],
                [InlineKeyboardButton("Modifier", callback_data="edit"), BACK[1]],
            ]
        ),
    )
    return SAVE


async def save(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep the report; "last" and "reports" are what a program without a database has."""
    query = await pressed(update)
    known = drafts(context)
    draft = known.pop("draft")
    known.setdefault("reports", []).append(draft)
    known.setdefault("last", {})[draft["project"]] = draft["level"]
    await query.edit_message_text(
        f"Enregistré : <b>R-{len(known['reports'])}</b>. Merci.\n\n"
        f"{len(known['last'])} projets rapportés sur {len(PROJECTS)}.",
        parse_mode=ParseMode.HTML,
        reply_markup=AGAIN,
    )
    return ConversationHandler.END


async def cancel(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
    """Give up."""
    query = await pressed(update)
    await query.edit_message_text("Rien n'a été enregistré.", reply_markup=AGAIN)
    return ConversationHandler.END


def build(token: str, url: str, pickle: str) -> Application[Any, Any, Any, Any, Any, Any]:
    """Assemble the program."""
    warnings.filterwarnings("ignore", category=PTBUserWarning)  # "per_message=False", as meant
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .persistence(PicklePersistence(pickle))
        .job_queue(None)
        .build()
    )
    words = filters.TEXT & ~filters.COMMAND
    application.add_handler(CommandHandler("start", start))
    application.add_handler(
        ConversationHandler(
            entry_points=[CallbackQueryHandler(report, pattern="^report$")],
            states={
                PROJECT: [CallbackQueryHandler(project, pattern=r"^project:\d+$")],
                LEVEL: [CallbackQueryHandler(level, pattern=r"^level:\w+$")],
                MEASURE: [MessageHandler(words, measure)],
                NOTE: [MessageHandler(words, note)],
                SAVE: [CallbackQueryHandler(save, pattern="^save$")],
            },
            fallbacks=[CallbackQueryHandler(cancel, pattern="^cancel$")],
            name="report",
            persistent=True,
        )
    )
    return application


if __name__ == "__main__":
    build(*sys.argv[1:4]).run_polling()
