"""The forms of a word meet: letters, stems, scripts; whatever is typed, nothing breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.typed import plain_letters as as_typed
from storage.search.letters import plain_letters, words
from storage.search.question import LONGEST_QUESTION, understood
from storage.search.stems import arabic, readings
from storage.search.tokens import GRAM, OFTEN, belonging, grams, of_entry, often_in, scope, stems_in

UNTIMED = settings(deadline=None)  # the first word of all loads the stemmers
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئء"), min_size=3, max_size=9)
MARKS = st.sampled_from("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640\u200f\u0670")
FRENCH = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=3, max_size=12)


@UNTIMED
@given(st.text(max_size=200))
def test_letters_are_folded_as_what_people_type_is(text: str) -> None:
    assert plain_letters(text).split() == as_typed(text.replace("\0", "")).split() or any(
        letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text
    )


@UNTIMED
@given(ARABIC, MARKS, st.integers(0, 8))
def test_vowel_signs_tatweel_and_directions_make_no_difference(
    word: str, mark: str, place: int
) -> None:
    assert of_entry(word[:place] + mark + word[place:], "ar") == of_entry(word, "ar")


@UNTIMED
@given(ARABIC)
def test_the_shapes_of_a_letter_are_one_letter(word: str) -> None:
    for shapes in ("اأإآ", "يىئ", "وؤ", "هة"):
        for shape in shapes:
            other = "".join(shape if letter in shapes else letter for letter in word)
            assert of_entry(other, "ar") == of_entry(word, "ar")


@UNTIMED
@given(FRENCH)
def test_accents_and_capitals_make_no_difference(word: str) -> None:
    accented = word.translate(str.maketrans("eaciou", "éàçîôù"))
    assert of_entry(accented.upper(), "fr") == of_entry(word, "fr")


@UNTIMED
@given(st.integers(0, 10**8))
def test_digits_are_digits(number: int) -> None:
    eastern = "".join(chr(0x0660 + int(digit)) for digit in str(number))
    assert words(eastern) == words(str(number)) == [str(number)]


@pytest.mark.parametrize("prefix", ["ال", "وال", "بال", "فال", "كال", "لل", "و"])
def test_what_is_written_onto_an_arabic_word_comes_off(prefix: str) -> None:
    for word in ("ميزانية", "مشاركة", "شفافية"):
        assert arabic(words(prefix + word)[0]) == arabic(words(word)[0])


def test_the_nine_forms_of_commitment_meet() -> None:
    forms = "التزام الالتزام والالتزام بالالتزام للالتزام والتزام التزامات الالتزامات التزاماتها"
    assert len({arabic(word) for word in words(forms)}) == 1
    assert arabic(words("إلكتروني")[0]) == arabic(words("الإلكترونية")[0])


def test_amazigh_is_the_same_in_its_own_letters_and_in_latin_ones() -> None:
    tifinagh, latin = "ⵜⴰⵎⵏⴰⴹⵜ ⴰⵙⵏⴼⴰⵕ ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⵓⵜⵍⴰⵢⵜ", "tamnaḍt asnfar tamazight tutlayt"
    assert of_entry(tifinagh, "zgh") == of_entry(latin, "fr")


@UNTIMED
@given(FRENCH | ARABIC)
def test_every_part_of_a_word_is_four_letters(word: str) -> None:
    assert {len(gram) for gram in grams(word)} <= {GRAM, len(word) + 2}
    assert len(grams(word)) == max(1, len(word) - 1)


@UNTIMED
@given(st.text())
def test_tokens_are_words_of_plain_letters_alone(text: str) -> None:
    made = of_entry(text, "fr")
    assert all(token.isalnum() and len(token) <= 64 for token in made.split())
    asked = [gram for word in words(text) for gram in grams(word)]
    often, length = often_in(made, asked)
    assert length <= len(words(text)) + len(asked)
    assert all(often[gram] >= min(asked.count(gram), OFTEN) for gram in asked)
    assert {readings(word)[0] for word in words(text)} == set(stems_in(made))


def test_no_word_is_taken_for_what_an_entry_belongs_to() -> None:
    topic = scope(None, "budget", None)
    assert topic in of_entry("", "fr", belonging("faq", "budget", 12)).split()
    assert topic not in of_entry(f"{topic} þ {topic}s", "fr").split()


@pytest.mark.parametrize("text", ["", " ", "a", "ب", "🎉🎉", "؟", "comment", "كيف هل", "--", "ⴷ"])
def test_nothing_is_asked_by_what_says_nothing(text: str) -> None:
    assert understood(text) == []


def test_water_is_not_taken_for_the_question_word_that_its_letters_make() -> None:
    assert [word.typed for word in understood("ما هو الماء، ماء؟")] == ["الماء", "ماء"]


def test_a_word_is_kept_as_typed() -> None:
    typed = [word.typed for word in understood("« L'Élaboration » du budget, الميزانيّة؟")]
    assert typed == ["L'Élaboration", "budget", "الميزانيّة"]


def test_of_five_thousand_letters_so_many_words_are_looked_for() -> None:
    asked = understood(" ".join(f"mot{number}" for number in range(LONGEST_QUESTION)))
    assert len(asked) == 60
    assert len(readings("x" * 40)) == 2
