"""What a person reads: in their language, with every value safe and in its place."""

import logging
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locales import (
    Command,
    Day,
    Hour,
    Lines,
    Listing,
    Message,
    Moment,
    Names,
    Percent,
    Quote,
    Span,
    Value,
    Weekday,
    Words,
    _,
    _n,
    clean,
    render,
)
from locales.catalogues import Shelf, shelf
from locales.rendering import _Reader
from locales.rendering import render as render_with

FSI, LRI, PDI, RLM, LRM = "\u2068", "\u2066", "\u2069", "\u200f", "\u200e"
INVISIBLE = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TUESDAY = date(2026, 11, 24)
TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in "\u2066\u2067\u2068") - (letter == PDI)
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    ("language", "read"),
    [("ar", "نعم"), ("fr", "Oui"), ("en", "Yes"), ("zgh", "ⵢⴰⵀ"), ("es", "نعم")],
)
def test_each_reads_in_their_own_language_and_strangers_in_arabic(
    small: Shelf, language: str, read: str
) -> None:
    assert render_with(_("Yes"), language, catalogues=small) == read


@pytest.mark.parametrize(
    ("english", "language", "read"),
    [
        ("Arabic only", "zgh", "بالعربية فقط"),
        ("French only", "zgh", "Seulement en français"),
        ("French only", "ar", "Seulement en français"),
        ("Arabic only", "fr", "بالعربية فقط"),
        ("Nobody wrote this", "zgh", "Nobody wrote this"),
        ("Nobody wrote this", "ar", "Nobody wrote this"),
    ],
)
def test_a_missing_text_is_read_in_the_next_language(
    small: Shelf, english: str, language: str, read: str
) -> None:
    # Not extracted on purpose: these texts belong to the tests.
    assert clean(render_with(Message(english), language, catalogues=small)) == read


def test_a_missing_text_is_logged_once(small: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _time in range(3):
            render_with(_("French only"), "ar", catalogues=small)
    assert [record.getMessage() for record in caplog.records] == [
        "missing text in 'ar': 'French only'"
    ]


def test_tamazight_is_unfinished_on_purpose_and_logs_nothing(
    small: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        render_with(_("Due on {day}", day=TUESDAY), "zgh", catalogues=small)
    assert caplog.records == []


def test_a_translators_slip_shows_the_next_language_instead_of_a_field(
    small: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    text = render_with(_("Slip {name}", name="Agadir"), "ar", catalogues=small)
    assert clean(text) == "Pour Agadir"
    assert "broken text in 'ar'" in caplog.text


def test_a_value_lost_between_two_versions_shows_dots(small: Shelf) -> None:
    assert render_with(Message("Nobody {knows} it"), "en", catalogues=small) == "Nobody … it"


@pytest.mark.parametrize(
    ("count", "arabic"),
    [
        (0, "لا مشاريع"),
        (1, "مشروع واحد"),
        (2, "مشروعان"),
        (3, "3 مشاريع"),
        (10, "10 مشاريع"),
        (11, "11 مشروعا"),
        (99, "99 مشروعا"),
        (100, "100 مشروع"),
        (102, "102 مشروع"),
        (103, "103 مشاريع"),
        (111, "111 مشروعا"),
    ],
)
def test_arabic_counts_in_six_ways(small: Shelf, count: int, arabic: str | None) -> None:
    message = _n("{count} project", "{count} projects", count)
    assert clean(render_with(message, "ar", catalogues=small)) == arabic


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 projet", "0 projects"), (1, "1 projet", "1 project"), (2, "2 projets", "2 projects")],
)
def test_zero_is_singular_in_french_and_plural_in_english(
    small: Shelf, count: int, french: str | None, english: str | None
) -> None:
    message = _n("{count} project", "{count} projects", count)
    assert render_with(message, "fr", catalogues=small) == french
    assert render_with(message, "en", catalogues=small) == english


def test_values_are_escaped_first_and_isolated_after(small: Shelf) -> None:
    message = _("Report on {project}", project="<b>Eau & vie</b>")
    assert render_with(message, "fr", catalogues=small) == (
        f"Rapport sur {FSI}&lt;b&gt;Eau &amp; vie&lt;/b&gt;{PDI}"
    )


def test_plain_text_keeps_what_people_wrote_and_drops_our_tags() -> None:
    message = _("<b>Report</b> on {project}", project="<i>&amp;")
    assert render(message, "en", html=False) == f"Report on {FSI}<i>&amp;{PDI}"
    assert render(message, "en") == f"<b>Report</b> on {FSI}&lt;i&gt;&amp;amp;{PDI}"


def test_marks_hidden_in_a_value_cannot_break_out(small: Shelf) -> None:
    message = _("Report on {project}", project=f"Eau{PDI}\u202e gnirts")
    text = render_with(message, "ar", catalogues=small)
    assert balanced(text)
    assert "\u202e" not in text


def test_an_arabic_line_that_begins_with_a_latin_word_stays_right_to_left(small: Shelf) -> None:
    text = render_with(_("REMACTO: {name}", name="Fès"), "ar", catalogues=small)
    assert text == f"{RLM}REMACTO: {FSI}Fès{PDI}"


def test_an_arabic_line_that_begins_with_a_value_stays_right_to_left(small: Shelf) -> None:
    message = _("{name} joined", name="Fès")
    assert render_with(message, "ar", catalogues=small).startswith(f"{RLM}{FSI}Fès{PDI}")
    assert render_with(message, "fr", catalogues=small).startswith(f"{FSI}Fès{PDI}")


def test_a_french_line_that_begins_with_an_arabic_name_stays_left_to_right(small: Shelf) -> None:
    text = render_with(_("{name} joined", name="فاس"), "fr", catalogues=small)
    assert text == f"{LRM}{FSI}فاس{PDI} nous rejoint"


def test_an_arabic_line_that_begins_in_arabic_needs_no_mark(small: Shelf) -> None:
    assert render_with(_("Yes"), "ar", catalogues=small) == "نعم"


def test_a_text_found_in_another_language_takes_that_direction(small: Shelf) -> None:
    assert render_with(_("French only"), "ar", catalogues=small) == "Seulement en français"
    message = _("REMACTO: {name}", name="Fès")
    assert render_with(message, "zgh", catalogues=small).startswith(RLM)


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
@pytest.mark.parametrize(
    "link",
    ["/help", "@jisr", "#R-123", "https://commune.ma/a?b=1", "commune.ma", "point@commune.ma"],
)
def test_nothing_invisible_touches_a_link(small: Shelf, language: str, link: str) -> None:
    said: list[Words] = [
        _("{name} joined", name=Command(link)),
        _("Report on {project}", project=Command(link)),
        _("Report on {project}", project=link),
        _("{name} joined", name=link),
        _("Report on {project}", project=f"voir {link}"),
        _("Report on {project}", project=f"{link} est prêt"),
        _("Report on {project}", project=f"{link} {link}"),
        _("Level: {level}", level=_("Report on {project}", project=Command(link))),
        _("With {members}", members=Listing([link, "Fès", Command(link)])),
        Lines([_("Yes"), link], gap="\n"),
        Quote(f"{link} الفهرس {link}"),
    ]
    for words in said:
        text = render_with(words, language, catalogues=small)
        pieces = text.split(link)
        assert len(pieces) > 1
        assert not any(before[-1:] and before[-1] in INVISIBLE for before in pieces[:-1])
        assert not any(after[:1] and after[0] in INVISIBLE for after in pieces[1:])
        assert balanced(text)


def test_links_written_in_a_translation_are_left_alone_too(small: Shelf) -> None:
    text = render_with(_("Type /help or ask @jisr"), "ar", catalogues=small)
    assert text == f"اكتب {LRM} /help أو اسأل {LRM} @jisr"
    text = render_with(_("/help shows what I can do"), "ar", catalogues=small)
    assert text == f"{RLM}{LRM} /help لمعرفة ما أستطيع"


@pytest.mark.parametrize(
    ("value", "arabic", "french", "english", "tamazight"),
    [
        (60, "60", "60", "60", "60"),
        (1234567, "1.234.567", "1\u202f234\u202f567", "1,234,567", "1\xa0234\xa0567"),
        (-3, "-3", "-3", "-3", "-3"),
        (Decimal("1234567.891"), "1.234.567,891", "1\u202f234\u202f567,891", "1,234,567.891", None),
        (Percent(60), "60%", "60\xa0%", "60%", "60\xa0%"),
        (Percent(Decimal("62.5")), "62,5%", "62,5\xa0%", "62.5%", "62,5\xa0%"),
        (TUESDAY, "24 نونبر 2026", "24 novembre 2026", "November 24, 2026", "24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026"),
        (
            Day(TUESDAY),
            "الثلاثاء، 24 نونبر 2026",
            "mardi 24 novembre 2026",
            "Tuesday, November 24, 2026",
            "ⴰⵙⵉⵏⴰⵙ 24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026",
        ),
        (date(2027, 5, 1), "1 ماي 2027", "1er mai 2027", "May 1, 2027", None),
        (Day(date(2027, 5, 1)), None, "samedi 1er mai 2027", "Saturday, May 1, 2027", None),
        (Day(date(2027, 5, 11)), None, "mardi 11 mai 2027", "Tuesday, May 11, 2027", None),
        (Moment(TEN.replace(day=1)), None, "dimanche 1er novembre 2026, 10:00", None, None),
        (TEN, "24 نونبر 2026، 10:00", "24 novembre 2026, 10:00", "November 24, 2026, 10:00", None),
        (
            Moment(TEN),
            "الثلاثاء، 24 نونبر 2026، 10:00",
            "mardi 24 novembre 2026, 10:00",
            None,
            None,
        ),
        (Hour(time(17, 5)), "17:05", "17:05", "17:05", "17:05"),
        (Hour(TEN), "10:00", "10:00", "10:00", "10:00"),
        (Span(time(10), time(12)), "10:00-12:00", "10:00-12:00", "10:00-12:00", "10:00-12:00"),
        (Weekday(1), "الاثنين", "lundi", "Monday", "ⴰⵢⵏⴰⵙ"),
        (Weekday(7), "الأحد", "dimanche", "Sunday", None),
    ],
)
def test_figures_and_dates_are_written_as_in_morocco(
    value: Value, arabic: str | None, french: str | None, english: str | None, tamazight: str | None
) -> None:
    for language, expected in (("ar", arabic), ("fr", french), ("en", english)):
        # The English text stands in for every language, so the value is asked for by itself.
        if expected is not None:
            assert clean(_value(value, language)) == expected
    if tamazight is not None:
        assert clean(_value(value, "zgh")) == tamazight


def _value(value: Value, language: str) -> str:
    return _Reader(language, shelf()).value(value, language)


@pytest.mark.parametrize(
    "value", [-3, 1234, Decimal("0.5"), Percent(60), Hour(TEN), Span(time(10), time(12))]
)
def test_numbers_with_signs_keep_their_order_inside_arabic(small: Shelf, value: Value) -> None:
    text = render_with(_("Done: {share}", share=value), "ar", catalogues=small)
    assert text[len("أنجز ")] == LRI
    assert text[-1] == PDI


def test_a_date_with_an_arabic_month_runs_from_right_to_left(small: Shelf) -> None:
    text = render_with(_("Due on {day}", day=TUESDAY), "ar", catalogues=small)
    assert text == f"آخر أجل هو {FSI}24 نونبر 2026{PDI}"


def test_plain_digits_need_no_mark(small: Shelf) -> None:
    assert render_with(_("Done: {share}", share=60), "ar", catalogues=small) == "أنجز 60"


def test_tamazight_readers_get_an_arabic_sentence_with_an_arabic_date(small: Shelf) -> None:
    text = render_with(_("Due on {day}", day=TUESDAY), "zgh", catalogues=small)
    assert clean(text) == "آخر أجل هو 24 نونبر 2026"


@pytest.mark.parametrize(
    ("language", "read"), [("ar", "فاس"), ("zgh", "فاس"), ("fr", "Fès"), ("en", "Fès")]
)
def test_names_are_read_in_the_script_of_the_reader(language: str, read: str) -> None:
    assert render(Names(ar="فاس", fr="Fès"), language) == read


def test_a_name_with_one_form_is_shown_in_that_form() -> None:
    assert render(Names(ar="", fr="Fès"), "ar") == "Fès"
    assert render(Names(ar="فاس", fr=""), "fr") == "فاس"


@pytest.mark.parametrize(
    ("language", "read"),
    [("ar", "مع A وB وC"), ("fr", "Avec A, B et C"), ("en", "With A, B, and C")],
)
def test_lists_are_joined_as_people_say_them(small: Shelf, language: str, read: str) -> None:
    message = _("With {members}", members=Listing(["A", "B", "C"]))
    assert clean(render_with(message, language, catalogues=small)) == read


@pytest.mark.parametrize(
    ("items", "read"),
    [([], ""), (["A"], "A"), (["A", "B"], "A ⴷ B"), (["A", "B", "C"], "A, B ⴷ C")],
)
def test_tamazight_lists_are_joined_with_our_own_word(items: list[Value], read: str) -> None:
    assert clean(_value(Listing(items), "zgh")) == read


def test_a_message_in_a_message_is_in_the_readers_language(small: Shelf) -> None:
    message = _("Level: {level}", level=_("Yes"))
    assert clean(render_with(message, "ar", catalogues=small)) == "المستوى: نعم"
    assert clean(render_with(message, "zgh", catalogues=small)) == "المستوى: ⵢⴰⵀ"


def test_lines_put_paragraphs_under_each_other(small: Shelf) -> None:
    words = Lines([_("Yes"), "REMACTO", _("REMACTO: {name}", name="Fès")])
    text = render_with(words, "ar", catalogues=small)
    assert text == f"نعم\n\nREMACTO\n\n{RLM}REMACTO: {FSI}Fès{PDI}"


def test_a_value_of_several_lines_is_isolated_line_by_line(small: Shelf) -> None:
    message = _("Report on {project}", project="un\nحاجة")
    text = render_with(message, "fr", catalogues=small)
    assert text == f"Rapport sur {FSI}un{PDI}\n{LRM}{FSI}حاجة{PDI}"


def test_a_persons_own_text_is_shown_as_it_is() -> None:
    assert render("<Fès>", "ar") == "&lt;Fès&gt;"
    assert render("<Fès>", "ar", html=False) == "<Fès>"


def test_a_short_quotation_is_whole() -> None:
    assert render(Quote("Merci & bravo"), "ar") == "<blockquote>Merci &amp; bravo</blockquote>"


def test_a_long_quotation_says_how_long_it_is() -> None:
    quote = Quote("mot " * 1249 + "mots", limit=22)
    shown = clean(render(quote, "fr", html=False))
    assert shown == "mot mot mot mot mot…\n(5\u202f000 caractères en tout)"
    assert clean(render(quote, "ar", html=False)).endswith("…\n(5.000 حرف في المجموع)")


def test_a_quotation_keeps_the_direction_of_the_person_quoted(small: Shelf) -> None:
    message = _("Report on {project}", project=Quote("مرحبا\nبكم"))
    text = render_with(message, "fr", catalogues=small)
    assert text == "Rapport sur <blockquote>مرحبا\nبكم</blockquote>"


@given(text=st.text(), limit=st.integers(1, 50))
def test_a_quotation_never_shows_more_than_its_limit(text: str, limit: int) -> None:
    shown = render(Quote(text, limit), "en", html=False)
    whole = clean(text).strip()
    if len(whole) <= limit:
        assert shown == whole
    else:
        beginning, _dots, said = shown.rpartition("…\n")
        assert whole.startswith(beginning)
        assert len(beginning) <= limit
        assert f"{len(whole):,}" in clean(said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.one_of(st.text(), st.text("ابج abc/@#:.<&\n" + INVISIBLE)),
    language=st.sampled_from(["ar", "fr", "en", "zgh"]),
)
def test_whatever_people_type_is_shown_whole_and_balanced(
    small: Shelf, value: str, language: str
) -> None:
    message = _("{name} joined", name=value)
    text = render_with(message, language, html=False, catalogues=small)
    assert balanced(text)
    # A space may part a link from a mark, so spaces are not compared.
    assert "".join(clean(value).split()) in "".join(clean(text).split())


def test_something_that_cannot_be_said_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        render(_("Report on {project}", project=object()), "en")  # type: ignore[arg-type]


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render(_("Due on {day}", day=datetime(2026, 11, 24, 10)), "en")  # noqa: DTZ001
