"""The chat page: files that others sent, and what is found for words after the bot's name."""

import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.scene import KARIM, NADIA, SOUAD, Scene, look, phone

pytestmark = pytest.mark.long

browser_test = pytest.mark.browser
MINUTES = b"%PDF-1.7 minutes"


def picture(width: int = 32, height: int = 24) -> bytes:
    """A small PNG that a browser draws."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    lines = zlib.compress((b"\0" + b"\x1d\x7a\x63" * width) * height)
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head, end = chunk(b"IHDR", size), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", lines) + end


def sound(seconds: int = 2) -> bytes:
    """A silence that a browser plays."""
    size = 8000 * seconds
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVEfmt " + form + b"data" + struct.pack("<I", size) + b"\x80" * size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def article(number: str, title: str, text: str) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": number,
        "title": title,
        "description": "Commune d'Azrou",
        "input_message_content": content,
    }


@browser_test
async def test_a_photo_a_file_and_a_voice_that_others_sent_are_seen_and_heard(
    page: Page, scene: Scene
) -> None:
    await scene.begun(SOUAD)
    await scene.bot.send_file("photo", SOUAD, "p.png", picture(), "image/png")
    await scene.bot.send_file("document", SOUAD, "محضر.pdf", MINUTES, "application/pdf")
    await scene.bot.send_file("voice", SOUAD, "v.ogg", sound(), "audio/wav")
    await look(page, scene)
    theirs = phone(page, SOUAD).locator(".theirs")
    drawn = theirs.locator(".photo img")
    await expect(drawn).to_have_js_property("naturalWidth", 32)
    await expect(theirs.locator("a.file")).to_contain_text("محضر.pdf")
    async with page.expect_download() as saved:
        await theirs.locator("a.file").click()
    assert (await saved.value).suggested_filename == "محضر.pdf"
    await expect(theirs.locator(".player-time")).to_have_text("0:02")
    await theirs.locator(".player-button").click()
    await expect(theirs.locator(".player-button")).to_have_attribute("aria-label", "توقيف")
    nothing = phone(page, NADIA).locator("a.file, .photo, .player")
    await expect(nothing).to_have_count(0)


@browser_test
async def test_words_after_the_name_show_a_list_and_a_tap_posts(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    box, finds = phone(page, KARIM).get_by_role("textbox"), phone(page, KARIM).locator(".finds")
    await box.fill("@jisr_demo_bot budget")
    query = await scene.bot.hear("inline_query")
    assert (query["query"], query["from"]["id"]) == ("budget", KARIM)
    await expect(finds).to_be_hidden()
    found = [article("1", "<i>Budget</i>", "<b>Budget</b> citoyen"), article("2", "Deux", "2")]
    await scene.bot.call("answerInlineQuery", inline_query_id=query["id"], results=found)
    await expect(finds.locator("strong")).to_have_text(["<i>Budget</i>", "Deux"])
    await box.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    posted = phone(page, KARIM).locator(".mine").last
    await expect(posted.locator(".via")).to_have_text("via @jisr_demo_bot")
    await expect(posted.locator(".text strong")).to_have_text("Budget")
    await expect(finds).to_be_hidden()
    await expect(box).to_have_value("")
    told = await scene.bot.hear("message")
    while "via_bot" not in told:
        told = await scene.bot.hear("message")
    assert told["text"] == "Budget citoyen"


@browser_test
async def test_who_must_come_in_first_is_shown_the_way(page: Page, scene: Scene) -> None:
    await scene.begun(SOUAD)
    await look(page, scene)
    box, finds = phone(page, SOUAD).get_by_role("textbox"), phone(page, SOUAD).locator(".finds")
    await box.fill("@jisr_demo_bot ")
    query = await scene.bot.hear("inline_query")
    button = {"text": "فتح جسر", "start_parameter": "jisr"}
    await scene.bot.call(
        "answerInlineQuery", inline_query_id=query["id"], results=[], button=button, cache_time=0
    )
    await finds.get_by_role("button", name="فتح جسر").click()
    await expect(phone(page, SOUAD).locator(".mine .text").last).to_have_text("/start")
    await box.fill("@jisr_demo_bot غير موجود")
    query = await scene.bot.hear("inline_query")
    await scene.bot.call("answerInlineQuery", inline_query_id=query["id"], results=[])
    await expect(finds).to_have_text("لا نتيجة")
    await box.fill("سلام")
    await expect(finds).to_be_hidden()
