"""The chat page in a real browser, the strict server behind it, and a bot that speaks raw HTTP."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from playwright.async_api import Locator, Page, expect

from tests.playground.scene import KARIM, SOUAD, Scene, look, phone

pytestmark = pytest.mark.long

ROWS = {
    "inline_keyboard": [
        [{"text": "أ", "callback_data": "a"}, {"text": "ب", "callback_data": "b"}],
        [{"text": "ج", "callback_data": "c"}],
    ]
}

browser_test = pytest.mark.browser


async def middle(locator: Locator) -> float:
    box = await locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


@browser_test
async def test_a_phone_is_mirrored_when_its_person_reads_arabic(page: Page, scene: Scene) -> None:
    await scene.begun()
    for person in (SOUAD, KARIM):
        await scene.bot.call("sendMessage", chat_id=person, text="1", reply_markup=ROWS)
    await look(page, scene)
    for person, side in ((SOUAD, 1), (KARIM, -1)):
        one = phone(page, person)
        centre = await middle(one)
        assert (await middle(one.locator(".theirs .bubble").first) - centre) * side > 0
        assert (await middle(one.locator(".mine .bubble").first) - centre) * side < 0
        assert (await middle(one.locator(".mic")) - centre) * side < 0
        assert (await middle(one.locator(".bot-face").first) - centre) * side > 0
        first, second = one.locator(".key").nth(0), one.locator(".key").nth(1)
        assert await middle(first) < await middle(second)  # as Telegram draws them, for everybody
    await expect(phone(page, SOUAD).locator(".screen")).to_have_attribute("lang", "ar")


@browser_test
async def test_a_press_is_under_way_until_the_bot_answers_it(page: Page, scene: Scene) -> None:
    await scene.begun()
    await scene.bot.call("sendMessage", chat_id=KARIM, text="?", reply_markup=ROWS)
    await look(page, scene)
    key = phone(page, KARIM).locator(".key").nth(1)
    await key.click()
    query = await scene.bot.hear("callback_query")
    assert (query["from"]["id"], query["data"]) == (KARIM, "b")
    await expect(key).to_have_attribute("aria-busy", "true")
    await scene.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="C'est noté")
    await expect(phone(page, KARIM).locator(".toast")).to_have_text("C'est noté")
    await expect(key).not_to_have_attribute("aria-busy", "true")


@browser_test
async def test_an_alert_stays_until_it_is_read(page: Page, scene: Scene) -> None:
    await scene.begun()
    await scene.bot.call("sendMessage", chat_id=KARIM, text="?", reply_markup=ROWS)
    await look(page, scene)
    await phone(page, KARIM).locator(".key").first.click()
    query = (await scene.bot.hear("callback_query"))["id"]
    await scene.bot.call(
        "answerCallbackQuery", callback_query_id=query, text="Trop tard", show_alert=True
    )
    alert = phone(page, KARIM).get_by_role("alertdialog")
    await expect(alert).to_contain_text("Trop tard")
    await alert.get_by_role("button").click()
    await expect(alert).not_to_be_attached()


@browser_test
async def test_start_carries_the_link_and_shows_only_the_word(page: Page, scene: Scene) -> None:
    await look(page, scene)
    await phone(page, SOUAD).get_by_role("button", name="ابدأ").click()
    assert (await scene.bot.hear("message"))["text"] == "/start token-of-souad"
    await expect(phone(page, SOUAD).locator(".mine .text")).to_have_text("/start")
    await phone(page, KARIM).get_by_role("button", name="Démarrer").click()
    assert (await scene.bot.hear("message"))["text"] == "/start"


@browser_test
async def test_enter_sends_and_shift_enter_makes_a_line(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    box = phone(page, KARIM).get_by_role("textbox")
    await box.press_sequentially("Une ligne")
    await box.press("Shift+Enter")
    await box.press_sequentially("une autre")
    await box.press("Enter")
    await scene.bot.hear("message")
    assert (await scene.bot.hear("message"))["text"] == "Une ligne\nune autre"
    await expect(box).to_have_value("")
    await expect(phone(page, KARIM).locator(".mine .line")).to_have_text(
        ["/start", "Une ligne", "une autre"]
    )


@browser_test
async def test_a_script_in_a_message_is_only_words(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    evil = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"
    await phone(page, KARIM).get_by_role("textbox").fill(evil)
    await phone(page, KARIM).get_by_role("textbox").press("Enter")
    await scene.bot.call("sendMessage", chat_id=KARIM, text=evil)
    texts = phone(page, KARIM).locator(".text")
    await expect(texts).to_have_count(3)
    assert [await texts.nth(n).locator("img, script").count() for n in range(3)] == [0, 0, 0]
    assert evil in await texts.nth(1).inner_text()
    assert await page.evaluate("window.hit") is None
    link = """async () => {
      const { render } = await import("/page/entities.js");
      const kinds = ["javascript:window.hit=1", "https://example.org/"];
      const entity = (url) => ({ type: "text_link", offset: 0, length: 4, url });
      return kinds.map((url) => render("mots", [entity(url)]).querySelectorAll("a").length);
    }"""
    assert await page.evaluate(link) == [0, 1]


@browser_test
async def test_what_is_formatted_looks_formatted(page: Page, scene: Scene) -> None:
    await scene.begun(SOUAD)
    html = "<b>تم 🌿</b> <i>الحفظ</i>\n<blockquote>سطر\nآخر</blockquote>\n<code>x</code>"
    await scene.bot.call("sendMessage", chat_id=SOUAD, text=html, parse_mode="HTML")
    await look(page, scene)
    text = phone(page, SOUAD).locator(".theirs .text")
    await expect(text.locator("strong")).to_have_text("تم 🌿")
    await expect(text.locator("em")).to_have_text("الحفظ")
    await expect(text.locator("blockquote .line")).to_have_text(["سطر", "آخر"])
    await expect(text.locator("code")).to_have_text("x")


@browser_test
async def test_an_edit_replaces_in_place(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    sent = await scene.bot.call("sendMessage", chat_id=KARIM, text="Avant", reply_markup=ROWS)
    await scene.bot.call("sendMessage", chat_id=KARIM, text="Suite")
    await look(page, scene)
    first = phone(page, KARIM).locator(".theirs:not(.typing)").first
    node = await first.element_handle()
    assert node is not None
    await scene.bot.call(
        "editMessageText", chat_id=KARIM, message_id=sent["message_id"], text="Après"
    )
    await expect(first.locator(".text")).to_contain_text("Après")
    await expect(first.locator(".meta")).to_contain_text("modifié")
    await expect(first.locator(".key")).to_have_count(0)
    await expect(phone(page, KARIM).locator(".theirs:not(.typing)")).to_have_count(2)
    assert await node.evaluate("(element) => element.isConnected")


@browser_test
async def test_a_file_is_sent_and_shown(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await scene.bot.hear("message")
    await look(page, scene)
    mine = phone(page, KARIM)
    content = b"%PDF-1.4 " + bytes(2_000_000)
    await mine.get_by_role("button", name="Joindre").click()
    async with page.expect_file_chooser() as chooser:
        await mine.get_by_role("menuitem", name="Document").click()
    file = {"name": "compte rendu.pdf", "mimeType": "application/pdf", "buffer": content}
    await (await chooser.value).set_files(file)  # type: ignore[arg-type]
    document = (await scene.bot.hear("message"))["document"]
    assert document["file_name"] == "compte rendu.pdf"
    assert (document["file_size"], document["mime_type"]) == (len(content), "application/pdf")
    chip = mine.locator("a.file")
    await expect(chip).to_contain_text("compte rendu.pdf")
    response = await page.request.get(scene.server.url + str(await chip.get_attribute("href")))
    assert await response.body() == content
    assert response.headers["content-disposition"].startswith("attachment")


@browser_test
async def test_samples_stand_in_for_a_camera_and_a_microphone(page: Page, scene: Scene) -> None:
    await scene.begun(SOUAD)
    await scene.bot.hear("message")
    await look(page, scene)
    mine = phone(page, SOUAD)
    await mine.locator(".clip").click()
    await mine.get_by_role("menuitem", name="صورة تجريبية").click()
    assert (await scene.bot.hear("message"))["photo"]
    picture = mine.locator(".photo img")
    await expect(picture).to_have_js_property("naturalWidth", 960)
    await mine.get_by_role("button", name="تسجيل رسالة صوتية").click()
    await mine.locator(".recording .go").click()
    assert (await scene.bot.hear("message"))["voice"]["file_size"] > 1000
    await expect(mine.locator(".player-time")).to_have_text("0:01")


@browser_test
async def test_ones_own_words_can_be_edited_from_the_keyboard(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await scene.world.say(KARIM, "Achevée")
    await look(page, scene)
    box = phone(page, KARIM).get_by_role("textbox")
    await box.press("ArrowUp")
    await expect(box).to_have_value("Achevée")
    await box.fill("Achevé")
    await box.press("Enter")
    assert (await scene.bot.hear("edited_message"))["text"] == "Achevé"
    await expect(phone(page, KARIM).locator(".mine .text").last).to_contain_text("Achevé")


@browser_test
async def test_a_blocked_bot_is_cut_off_until_it_is_let_back(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    mine = phone(page, KARIM)
    await mine.get_by_role("button", name="Options").first.click()
    await mine.get_by_role("menuitem", name="Bloquer").click()
    await expect(mine.get_by_role("textbox")).not_to_be_attached()
    refused = await scene.bot.call("sendMessage", chat_id=KARIM, text="?")
    assert refused["error_code"] == 403
    await mine.get_by_role("button", name="Débloquer").click()
    await expect(mine.get_by_role("textbox")).to_be_visible()
    assert (await scene.bot.call("sendMessage", chat_id=KARIM, text="!"))["text"] == "!"


@browser_test
async def test_the_menu_of_commands_sends_one(page: Page, scene: Scene) -> None:
    await scene.begun(SOUAD)
    await scene.bot.hear("message")
    commands = [{"command": "report", "description": "تحيين مشروع"}]
    await scene.bot.call("setMyCommands", language_code="ar", commands=commands)
    await look(page, scene)
    await phone(page, SOUAD).get_by_role("button", name="الأوامر").click()
    await phone(page, SOUAD).get_by_role("menuitem", name="تحيين مشروع").click()
    assert (await scene.bot.hear("message"))["text"] == "/report"


@browser_test
async def test_typing_shows_until_the_message_comes(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    dots = phone(page, KARIM).locator(".typing")
    await scene.bot.call("sendChatAction", chat_id=KARIM, action="typing")
    await expect(dots).to_be_visible()
    await scene.bot.call("sendMessage", chat_id=KARIM, text="Voilà")
    await expect(dots).to_be_hidden()


@browser_test
async def test_a_phone_turns_when_its_person_changes_language(page: Page, scene: Scene) -> None:
    await scene.begun(SOUAD)
    await look(page, scene)
    screen = phone(page, SOUAD).locator(".screen")
    await expect(screen).to_have_attribute("dir", "rtl")
    scene.languages[SOUAD] = "fr"
    await scene.bot.call("sendMessage", chat_id=SOUAD, text="Bonjour")
    await expect(screen).to_have_attribute("dir", "ltr")
    await expect(phone(page, SOUAD).get_by_role("textbox", name="Message")).to_be_visible()
    await expect(phone(page, SOUAD).locator(".message .text")).to_have_count(2)


@browser_test
async def test_the_clock_moves_to_next_monday(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    await expect(page.locator(".clock-day")).to_have_text("mardi 24 novembre 2026")
    await expect(phone(page, KARIM).locator(".status-time")).to_have_text("09:30")
    await page.get_by_role("button", name="Lundi prochain 10:00").click()
    await expect(page.locator(".clock-day")).to_have_text("lundi 30 novembre 2026")
    await expect(phone(page, KARIM).locator(".status-time")).to_have_text("10:00")
    assert scene.clock.now().replace(second=0, microsecond=0) == datetime(
        2026, 11, 30, 10, tzinfo=UTC
    )
    await page.get_by_role("button", name="العربية").click()
    await expect(page.locator(".clock-day")).to_have_text("الاثنين 30 نونبر 2026")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")


@browser_test
@pytest.mark.parametrize("width", [1024, 1440, 1920])
async def test_on_a_desk_the_phones_stand_side_by_side(
    page: Page, scene: Scene, width: int
) -> None:
    await scene.begun()
    await scene.bot.call("sendMessage", chat_id=KARIM, text="a" * 300, reply_markup=ROWS)
    await page.set_viewport_size({"width": width, "height": 800})
    await look(page, scene)
    boxes = [await one.bounding_box() for one in await page.locator(".phone").all()]
    places = [(box["x"], box["x"] + box["width"], box["y"]) for box in boxes if box is not None]
    assert len(places) == 3
    assert all(one[1] < next_one[0] for one, next_one in pairwise(places))
    assert places[0][0] >= 0
    assert places[-1][1] <= width
    assert len({top for _, _, top in places}) == 1


@browser_test
async def test_a_narrow_screen_shows_one_phone_and_a_choice_of_people(
    page: Page, scene: Scene
) -> None:
    await scene.begun()
    await page.set_viewport_size({"width": 360, "height": 740})
    await look(page, scene)
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await expect(phone(page, SOUAD)).to_be_visible()
    await scene.bot.call("sendMessage", chat_id=KARIM, text="Long : " + "a" * 200)
    karim = page.get_by_role("button", name="Karim Bennis")
    await expect(karim.locator(".news")).to_be_visible()
    await karim.click()
    await expect(phone(page, KARIM)).to_be_visible()
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await expect(karim.locator(".news")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


@browser_test
async def test_a_page_opened_late_or_reconnected_shows_everything(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await look(page, scene)
    await phone(page, KARIM).get_by_role("textbox").fill("à moitié écr")
    await scene.bot.call("sendMessage", chat_id=KARIM, text="Pendant ce temps")
    await expect(phone(page, KARIM).locator(".text")).to_have_count(2)
    await page.evaluate("WebSocket.prototype.send = function () { this.close() }")
    await phone(page, KARIM).get_by_role("textbox").press("Enter")
    await expect(phone(page, KARIM).locator(".text")).to_have_count(2)
    await expect(page.locator(".offline")).to_be_hidden()


@browser_test
async def test_the_last_message_stays_in_sight_while_one_writes_at_length(
    page: Page, scene: Scene
) -> None:
    for number in range(20):
        await scene.world.say(KARIM, f"Message {number}")
    await look(page, scene)
    await expect(phone(page, KARIM).locator(".mine").last).to_be_in_viewport(ratio=1)
    await phone(page, KARIM).get_by_role("textbox").fill("\n".join("abcd"))
    await scene.bot.call("sendMessage", chat_id=KARIM, text="Dernier")
    last = phone(page, KARIM).locator(".theirs:not(.typing)")
    await expect(last).to_be_in_viewport(ratio=1)
    await phone(page, KARIM).get_by_role("textbox").press("Shift+Enter")
    await expect(last).to_be_in_viewport(ratio=1)
