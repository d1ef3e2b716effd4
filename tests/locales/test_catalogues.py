"""The catalogues are complete, and a mistake in one is told before a person meets it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from locales import LANGUAGES, Message, language_name
from locales.catalogues import Shelf, po_file, read
from locales.check import attested, defects, glossary
from locales.extract import PLURAL_FORMS, msgids, template_of, update
from tests.locales.small_catalogues import Texts, write_catalogue

ROOT = Path(__file__).parents[2]

CODE = """
from locales import _, _n, Names
def talk(name, count):
    # NOTE: seen in the menu
    yield _("Help")
    yield _("<b>{name}</b> joined "
            "us", name=_("Somebody"))
    yield _n("{count} project", "{count} projects", count)
"""
JOINED = "<b>{name}</b> joined us"
PROJECTS = ("{count} project", "{count} projects")
ARABIC: Texts = {
    "Help": "مساعدة",
    "Somebody": "شخص",
    JOINED: "<b>{name}</b> معنا",
    PROJECTS: (
        "لا مشاريع",
        "مشروع",
        "مشروعان",
        "{count} مشاريع",
        "{count} مشروعا",
        "{count} مشروع",
    ),
}
FRENCH: Texts = {
    "Help": "Aide",
    "Somebody": "Quelqu'un",
    JOINED: "<b>{name}</b> nous rejoint",
    PROJECTS: ("{count} projet", "{count} projets"),
}
TAMAZIGHT: Texts = {"Help": "ⵜⵉⵡⵉⵙⵉ", "Somebody": "", JOINED: "", PROJECTS: ("", "")}


class Project:
    """A project of its own: a little code, and catalogues that a test can spoil."""

    def __init__(self, root: Path) -> None:
        for room in ("bot", "handlers", "locales", "scheduler", "storage"):
            (root / room).mkdir()
        (root / "handlers" / "talk.py").write_text(CODE, encoding="utf-8")
        self.root = root
        self.folder = root / "locales"
        for language, texts in (("ar", ARABIC), ("fr", FRENCH), ("zgh", TAMAZIGHT)):
            self.write(language, texts)
        list(update(self.root, self.folder))

    def write(self, language: str, texts: Texts) -> None:
        write_catalogue(self.folder, language, texts)

    def defects(self) -> list[str]:
        return list(defects(self.root, self.folder))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_our_own_catalogues_have_no_defect() -> None:
    assert list(defects()) == []


def test_a_good_catalogue_has_no_defect(project: Project) -> None:
    assert project.defects() == []


@pytest.mark.parametrize(
    ("language", "english", "translated", "said"),
    [
        ("fr", "Somebody", "", "not translated"),
        ("fr", PROJECTS, ("{count} projet", ""), "not translated in all its forms"),
        ("ar", PROJECTS, ("", *ARABIC[PROJECTS][1:]), "not translated in all its forms"),
        ("fr", JOINED, "<b>{nom}</b> nous rejoint", "has the fields ['nom']"),
        ("fr", JOINED, "<b>Amina</b> nous rejoint", "has the fields []"),
        ("fr", PROJECTS, ("Un projet", "{count} projets"), "has the fields []"),
        ("ar", PROJECTS, (*ARABIC[PROJECTS][:5], "مشروع"), "has the fields []"),
        ("fr", JOINED, "<b>{name!r}</b> nous rejoint", "a plain name and nothing else"),
        ("fr", JOINED, "<b>{name</b> nous rejoint", "braces do not match"),
        ("fr", JOINED, "{name} nous rejoint", "other tags"),
        ("fr", JOINED, "<i>{name}</i> nous rejoint", "other tags"),
        ("fr", JOINED, "</b>{name}<b> nous rejoint", "tags are not balanced"),
        ("fr", JOINED, "<b>{name}</b> & nous", "write &amp;"),
        ("fr", JOINED, "<b>{name}</b> <3", "write &amp;"),
        ("ar", JOINED, "<b>\u2068{name}</b> معنا", "isolates"),
        ("ar", JOINED, "<b>\u2069{name}\u2068</b> معنا", "isolates"),
        ("fr", JOINED, "<b>@{name}</b> nous rejoint", "Command"),
        ("ar", "Somebody", "شخص رقم ١", "digits"),
        ("fr", "Help", "Assistance", "the glossary says aide"),
        ("zgh", "Help", "ⵜⵉⵡⵉⵙⵉⵏ", "not an attested word"),
        ("zgh", "Somebody", "tiwisi", "not an attested word"),
    ],
)
def test_a_mistake_is_told(
    project: Project,
    language: str,
    english: str | tuple[str, str],
    translated: str | tuple[str, ...],
    said: str,
) -> None:
    whole = {"ar": ARABIC, "fr": FRENCH, "zgh": TAMAZIGHT}[language]
    project.write(language, {**whole, english: translated})
    found = project.defects()
    assert len(found) >= 1
    assert all(line.startswith(f"{language}: ") for line in found)
    assert any(said in line for line in found), found


def test_a_doubtful_translation_is_told(project: Project) -> None:
    path = po_file("fr", project.folder)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Help"', '#, fuzzy\nmsgid "Help"'), encoding="utf-8")
    assert project.defects() == [
        "fr: 'Help': is marked fuzzy",
        "fr: 'Help': is not translated in all its forms",
    ]


def test_another_plural_rule_is_told(project: Project) -> None:
    path = po_file("ar", project.folder)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("n%100>=11 ? 4 : 5", "n%100>=11 ? 5 : 4"), encoding="utf-8")
    assert any("plural header" in line for line in project.defects())


def test_code_that_has_moved_on_is_told(project: Project) -> None:
    talk = project.root / "handlers" / "talk.py"
    talk.write_text(CODE.replace('"Help"', '"Help me"'), encoding="utf-8")
    found = project.defects()
    for name in ("jisr.pot", "ar.po", "fr.po", "zgh.po"):
        assert f"{name}: lacks 'Help me'; run python -m locales.extract" in found
        assert f"{name}: 'Help' is no longer in the code; run python -m locales.extract" in found


def test_english_itself_is_checked(project: Project) -> None:
    talk = project.root / "handlers" / "talk.py"
    talk.write_text(CODE + '    yield _("<b>Yes</i> & no")\n', encoding="utf-8")
    english = [line for line in project.defects() if line.startswith("en: ")]
    assert len(english) == 2


def test_a_text_that_has_gone_is_kept_at_the_end_of_its_file(project: Project) -> None:
    talk = project.root / "handlers" / "talk.py"
    talk.write_text(CODE.replace('"Help"', '"Help me"'), encoding="utf-8")
    assert list(update(project.root, project.folder)) == [
        "ar: 1 of 4 texts to translate",
        "fr: 1 of 4 texts to translate",
        "zgh: 4 of 4 texts to translate",
    ]
    assert '#~ msgid "Help"\n#~ msgstr "Aide"' in po_file("fr", project.folder).read_text("utf-8")


def test_updating_twice_changes_nothing(project: Project) -> None:
    files = sorted(project.folder.rglob("*.po*"))
    assert len(files) == 4
    before = [file.read_bytes() for file in files]
    list(update(project.root, project.folder))
    assert [file.read_bytes() for file in files] == before


def test_every_way_of_writing_a_text_is_collected(project: Project) -> None:
    template = template_of(project.root)
    assert msgids(template) == {("Help",), ("Somebody",), (JOINED,), PROJECTS}
    entry = template.get("Help")
    assert entry is not None
    assert entry.auto_comments == ["seen in the menu"]


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_our_plural_headers_are_those_of_the_reference(language: str) -> None:
    catalog = read(po_file(language))
    header = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    assert header == PLURAL_FORMS[language]


def test_only_words_with_a_source_are_shipped_in_tamazight() -> None:
    assert "ⵜⵉⵡⵉⵙⵉ" in attested()
    # Likely, but without a second source: a translator has to confirm them.
    assert attested().isdisjoint({"ⵜⴰⴳⵔⴰⵡⵜ", "ⴰⵍⵖⵓ", "ⵜⴰⵡⵓⵔⵉ", "ⴰⴳⵔⴰⵡ"})


def test_the_glossary_speaks_as_morocco_does() -> None:
    assert "آخر أجل" in glossary("ar")["deadline"]
    assert "لائحة" in glossary("ar")["list"]


def test_each_language_is_named_in_its_own_script() -> None:
    names = [language_name(language) for language in LANGUAGES]
    assert names == ["العربية", "Français", "English", "ⵜⴰⵎⴰⵣⵉⵖⵜ"]


def test_a_field_named_like_a_term_is_no_term(project: Project) -> None:
    talk = project.root / "handlers" / "talk.py"
    talk.write_text(CODE + '    yield _("Next: {deadline}", deadline=name)\n', encoding="utf-8")
    project.write("fr", {**FRENCH, "Next: {deadline}": "Ensuite : {deadline}"})
    assert not [line for line in project.defects() if "glossary" in line]


def test_an_unfinished_entry_is_not_used(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, "fr", {"Yes": "Oui", PROJECTS: ("{count} projet", "")})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Yes"', '#, fuzzy\nmsgid "Yes"'), encoding="utf-8")
    shelf = Shelf(tmp_path)
    assert list(shelf.texts(Message("Yes"), "fr")) == [("en", "Yes")]
    projects = Message(PROJECTS[0], {}, PROJECTS[1], 2)
    assert list(shelf.texts(projects, "fr")) == [("en", PROJECTS[1])]


def test_six_hundred_texts_are_read_quickly(tmp_path: Path) -> None:
    texts: Texts = {
        f"Text {number} of {{name}}": f"Texte {number} de {{name}}" for number in range(600)
    }
    for language in ("ar", "fr", "zgh"):
        write_catalogue(tmp_path, language, texts)
    shelf = Shelf(tmp_path)
    start = time.perf_counter()
    for language in LANGUAGES:
        next(shelf.texts(Message("Text 5 of {name}"), language))
    # Measured: 25 ms. Far above that, keep compiled copies.
    assert time.perf_counter() - start < 1


def test_the_check_can_be_run_by_hand() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "locales.check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("zgh: ")
    assert done.returncode == (1 if len(lines) > 1 else 0)
