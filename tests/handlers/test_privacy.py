"""The notice on personal data says what the settings say, on two short pages."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import privacy
from handlers.policy import Policy, Retention
from locales import LANGUAGES, _, _n, render
from tests.chat import Town, town
from tests.handlers.conftest import join
from tests.handlers.network import found

FULL = Policy(
    controller="Direction générale des collectivités territoriales",
    receipt="D-GC-1234/2026",
    contact="donnees@reseau.example",
    abroad=("Telegram",),
)


def said(policy: Policy, language: str = "en") -> str:
    return "\n".join(render(page, language, html=False) for page in privacy.pages(policy))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", ["", "x" * 150])
def test_each_page_fits_a_telephone(language: str, names: str) -> None:
    policy = replace(FULL, controller=names, receipt=names, contact=names)
    for page in privacy.pages(policy):
        assert len(render(page, language, html=False)) <= 700


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        (replace(FULL, controller="Région Nord"), "Région Nord"),
        (replace(FULL, receipt="A-99"), "A-99"),
        (replace(FULL, receipt=""), "under way"),
        (replace(FULL, contact="0500000000"), "0500000000"),
        (replace(FULL, contact=""), "your coordinator answers"),
        (replace(FULL, retention=Retention(messages=timedelta(days=7))), "Messages: 7 days"),
        (replace(FULL, retention=Retention(files=timedelta(days=8))), "8 days"),
        (replace(FULL, retention=Retention(requests=timedelta(days=9))), "9 days"),
        (replace(FULL, retention=Retention(leavers=timedelta(days=10))), "10 days"),
        (replace(FULL, retention=Retention(leavers=timedelta(days=12))), "unless published: 12"),
        (replace(FULL, retention=Retention(audit=timedelta(days=11))), "11 days"),
    ],
)
def test_another_setting_makes_another_text(changed: Policy, shown: str) -> None:
    plain = "".join(sign for sign in said(changed) if sign not in "\u2066\u2067\u2068\u2069")
    assert shown in plain
    assert shown not in said(FULL)


def test_servers_abroad_are_spoken_of_only_where_there_are_any() -> None:
    assert "abroad" in said(FULL)
    assert "abroad" not in said(replace(FULL, abroad=()))


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "الخصوصية"), ("fr", "confidentialité"), ("en", "/privacy")]
)
async def test_a_member_reads_both_pages(
    sqlite_url: str, tmp_path: Path, language: str, words: str
) -> None:
    settings = {"controller": "DGCT", "keep_messages_days": 12, "privacy_contact": "a@b.example"}
    async with town(sqlite_url, tmp_path, settings=settings) as running:
        await running.app.database.transaction(found)
        amal = await join(running, "amal", language)
        await amal.say(words)
        amal.sees(_("Responsible: {controller}.", controller="DGCT"))
        await amal.press("How long, your rights")
        amal.sees(
            _n("Messages: {count} day", "Messages: {count} days", 12),
            _("Questions: {contact}.", contact="a@b.example"),
            "The declaration to the CNDP is under way.",
        )
        await amal.press("My data")
        assert amal.file[0].endswith(".json")


async def test_it_names_nobody_of_the_network(jisr: Town) -> None:
    fadoua = await join(jisr, "fadoua")
    await fadoua.say("/privacy")
    first = fadoua.text
    await fadoua.press("How long, your rights")
    for name in ("Fadoua", "Amal", "Azrou", "Driss"):
        assert name not in first + fadoua.text
    for page in privacy.to_stranger(Policy()):
        assert not page.rows, "a stranger's buttons open nothing"
