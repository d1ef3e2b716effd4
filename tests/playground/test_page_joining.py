"""Joining, as the page lets one play it: new telephones, personal links, spreadsheets both ways."""

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from playwright.async_api import Locator, Page, expect

from handlers.imports.sheet import read
from handlers.imports.sheets_out import sample
from tests.playground.scene import KARIM, NADIA, SOUAD, Scene, look, phone

TOKEN = "Zk3n_pqrstuvwxyz-0123456789"
FIRST_NEW = NADIA + 1

pytestmark = [pytest.mark.browser, pytest.mark.long]


@dataclass(frozen=True)
class Tongue:
    """A coordinator's language, and the words of the page and of their telephone in it."""

    code: str
    coordinator: int
    newcomer: str
    device: str
    visitor: str
    start: str
    paste: str
    new_phone: str
    attach: str
    sample: str
    sample_name: str
    document: str
    size: str
    file_name: str


ARABIC = Tongue(
    code="ar",
    coordinator=SOUAD,
    newcomer="شخص جديد",
    device="العربية",
    visitor="زائر 1",
    start="ابدأ",
    paste="لديكم رابط شخصي؟ ألصقوه هنا",
    new_phone="هاتف جديد",
    attach="إرفاق",
    sample="لائحة أعضاء تجريبية",
    sample_name="لائحة-تجريبية.xlsx",
    document="وثيقة",
    size="2 كيلوبايت",
    file_name="روابط الأعضاء.xlsx",
)
FRENCH = Tongue(
    code="fr",
    coordinator=KARIM,
    newcomer="Nouvelle personne",
    device="Français",
    visitor="Visiteur 1",
    start="Démarrer",
    paste="Lien personnel ? Collez-le ici",
    new_phone="Un nouveau téléphone",
    attach="Joindre",
    sample="Tableur d’exemple des membres",
    sample_name="membres-exemple.xlsx",
    document="Document",
    size="2 ko",
    file_name="liens personnels.xlsx",
)
both = pytest.mark.parametrize("tongue", [ARABIC, FRENCH], ids=["ar", "fr"])


def link(scene: Scene, token: str = TOKEN) -> str:
    return f"https://t.me/{scene.world.username}?start={token}"


async def choose(page: Page, label: str) -> None:
    await page.get_by_role("menuitem", name=label).click()


async def add_phone(page: Page, tongue: Tongue) -> Locator:
    """Add the telephone of somebody new, set to the language of ``tongue``."""
    await page.get_by_role("button", name=tongue.newcomer).click()
    await choose(page, tongue.device)
    new = page.locator(".seat").last.locator(".phone")
    await expect(new.locator(".screen")).to_have_attribute("lang", tongue.code)
    return new


def texts(scene: Scene, person: int) -> list[str]:
    return [message.text for message in scene.world.messages(person)]


@both
async def test_somebody_new_begins_with_an_empty_chat_and_start(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await look(page, scene, tongue.code)
    new = await add_phone(page, tongue)
    await expect(page.locator(".card").last).to_contain_text(tongue.visitor)
    await expect(new).to_be_in_viewport(ratio=0.9)
    await expect(new.locator(".message:not(.typing)")).to_have_count(0)
    refused = await scene.bot.call("sendMessage", chat_id=FIRST_NEW, text="?")
    assert refused["error_code"] == 400
    await new.get_by_role("button", name=tongue.start).click()
    heard = await scene.bot.hear("message")
    assert heard["text"] == "/start"
    assert heard["from"] == {
        "id": FIRST_NEW,
        "is_bot": False,
        "first_name": tongue.visitor,
        "language_code": tongue.code,
    }
    await scene.bot.call("sendMessage", chat_id=FIRST_NEW, text="!")
    await expect(new.locator(".theirs .text")).to_contain_text("!")
    await page.reload()
    await expect(phone(page, FIRST_NEW).locator(".theirs .text")).to_contain_text("!")


@both
async def test_a_link_pasted_on_an_empty_phone_opens_it(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await look(page, scene, tongue.code)
    new = await add_phone(page, tongue)
    field = new.get_by_role("textbox", name=tongue.paste)
    for foreign in ("https://t.me/another_bot?start=abc", "bonjour", "https://t.me/?start=a b"):
        await field.fill(foreign)
        await field.press("Enter")
        await expect(new.locator(".toast").last).to_be_visible()
    assert texts(scene, FIRST_NEW) == []
    await field.fill(f"\u2068{link(scene)}\u2069 ")
    await field.press("Enter")
    assert (await scene.bot.hear("message"))["text"] == f"/start {TOKEN}"
    await expect(new.locator(".mine .line")).to_have_text("/start")
    assert [texts(scene, person) for person in (SOUAD, KARIM, NADIA)] == [[], [], []]


@both
async def test_a_link_tapped_on_a_coordinator_s_phone_opens_on_the_new_one(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await scene.begun(tongue.coordinator)
    await scene.bot.hear("message")
    words = f"{tongue.visitor}: {link(scene)}.\nhttps://example.org/"
    await scene.bot.call("sendMessage", chat_id=tongue.coordinator, text=words)
    await look(page, scene, tongue.code)
    new = await add_phone(page, tongue)
    mine = phone(page, tongue.coordinator)
    await expect(mine.get_by_role("link", name="https://example.org/")).to_have_attribute(
        "target", "_blank"
    )
    await mine.get_by_role("link", name=TOKEN).click()
    await choose(page, tongue.visitor)
    heard = await scene.bot.hear("message")
    assert (heard["from"]["id"], heard["text"]) == (FIRST_NEW, f"/start {TOKEN}")
    await expect(new.locator(".mine .line")).to_have_text("/start")
    assert texts(scene, tongue.coordinator) == ["/start", words]


@both
async def test_a_link_on_a_button_opens_on_a_phone_that_is_added_for_it(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await scene.begun(tongue.coordinator)
    await scene.bot.hear("message")
    keys = {"inline_keyboard": [[{"text": "🔗", "url": link(scene)}]]}
    await scene.bot.call("sendMessage", chat_id=tongue.coordinator, text="1", reply_markup=keys)
    await look(page, scene, tongue.code)
    await phone(page, tongue.coordinator).locator(".key").click()
    await choose(page, tongue.new_phone)
    await choose(page, "English")
    heard = await scene.bot.hear("message")
    assert (heard["from"]["id"], heard["text"]) == (FIRST_NEW, f"/start {TOKEN}")
    assert heard["from"]["language_code"] == "en"
    await expect(phone(page, FIRST_NEW).get_by_role("textbox", name="Message")).to_be_visible()


async def test_in_a_chat_that_goes_on_a_link_is_only_words(page: Page, scene: Scene) -> None:
    await scene.begun(KARIM)
    await scene.bot.hear("message")
    await look(page, scene)
    box = phone(page, KARIM).get_by_role("textbox")
    await box.fill(link(scene))
    await box.press("Enter")
    assert (await scene.bot.hear("message"))["text"] == link(scene)


async def test_every_open_page_sees_the_new_phone(page: Page, scene: Scene) -> None:
    await look(page, scene)
    other = await page.context.new_page()
    await look(other, scene, "ar")
    await add_phone(page, FRENCH)
    await expect(phone(other, FIRST_NEW)).to_be_attached()
    await expect(other.locator(".card").last).to_contain_text("شخص جديد")


async def test_a_narrow_screen_goes_to_the_new_phone(page: Page, scene: Scene) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await look(page, scene)
    await add_phone(page, FRENCH)
    await expect(phone(page, FIRST_NEW)).to_be_visible()
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await expect(page.get_by_role("button", name="Visiteur 1")).to_be_in_viewport(ratio=0.9)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_with_six_new_phones_there_is_no_room_for_another(page: Page, scene: Scene) -> None:
    await look(page, scene)
    for number in range(6):
        await add_phone(page, FRENCH)
        await expect(phone(page, FIRST_NEW + number)).to_be_attached()
    await expect(page.get_by_role("button", name=FRENCH.newcomer)).to_be_disabled()


@both
async def test_a_file_of_the_bot_is_downloaded_byte_for_byte(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await scene.begun(tongue.coordinator)
    content = bytes(range(256)) * 8
    keys = {"inline_keyboard": [[{"text": "12", "callback_data": "twelve"}]]}
    await scene.bot.send_document(
        tongue.coordinator, tongue.file_name, content, caption="12 ✓", reply_markup=keys
    )
    await look(page, scene, tongue.code)
    mine = phone(page, tongue.coordinator)
    chip = mine.locator(".theirs a.file")
    await expect(chip).to_contain_text(tongue.file_name)
    await expect(chip).to_contain_text(tongue.size)
    await expect(mine.locator(".theirs .text")).to_contain_text("12 ✓")
    async with page.expect_download() as download:
        await chip.click()
    saved = await download.value
    assert saved.suggested_filename == tongue.file_name
    assert await asyncio.to_thread((await saved.path()).read_bytes) == content
    response = await page.request.get(saved.url)
    assert quote(tongue.file_name) in response.headers["content-disposition"]
    await mine.locator(".key").click()
    assert (await scene.bot.hear("callback_query"))["data"] == "twelve"


@both
async def test_the_sample_spreadsheet_arrives_as_a_document(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await scene.begun(tongue.coordinator)
    await scene.bot.hear("message")
    await look(page, scene, tongue.code)
    mine = phone(page, tongue.coordinator)
    await mine.get_by_role("button", name=tongue.attach).click()
    await choose(page, tongue.sample)
    document = (await scene.bot.hear("message"))["document"]
    assert document["file_name"] == tongue.sample_name
    assert document["mime_type"].endswith("spreadsheetml.sheet")
    stored = scene.world.file(document["file_id"])
    assert stored is not None
    assert read(stored.content)[0].rows == read(sample(tongue.code))[0].rows
    await expect(mine.locator(".mine a.file")).to_contain_text(tongue.sample_name)


@both
async def test_a_list_from_the_disk_keeps_its_name_and_bytes(
    page: Page, scene: Scene, tongue: Tongue
) -> None:
    await scene.begun(tongue.coordinator)
    await scene.bot.hear("message")
    await look(page, scene, tongue.code)
    mine = phone(page, tongue.coordinator)
    content = "الاسم;الصفة\nسلمى;نقطة ارتكاز\n".encode()
    await mine.get_by_role("button", name=tongue.attach).click()
    async with page.expect_file_chooser() as chooser:
        await mine.get_by_role("menuitem", name=tongue.document, exact=True).click()
    await (await chooser.value).set_files(
        {"name": "لائحة.csv", "mimeType": "text/csv", "buffer": content}
    )
    document = (await scene.bot.hear("message"))["document"]
    assert (document["file_name"], document["mime_type"]) == ("لائحة.csv", "text/csv")
    stored = scene.world.file(document["file_id"])
    assert stored is not None
    assert stored.content == content
