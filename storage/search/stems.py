"""Takes endings and prefixes off a word in plain letters, so that its forms meet in one stem.

Arabic loses its article and light endings (the *light10* of Larkey, Ballesteros and Connell);
Latin letters go through the Snowball stemmers of French and English.
"""

from functools import lru_cache

import snowballstemmer

from storage.search.letters import is_arabic

ENGLISH, FRENCH = "english", "french"

_ARTICLES = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_AND = "و"
_AND_LETTERS = 4  # a word no longer than this may begin with a و of its own
_ROOT = 3  # letters that an article leaves
_KEPT = 2  # letters that an ending leaves


def stem(word: str, language: str) -> str:
    """Return the stem of a word in plain letters, read as a word of a text in ``language``.

    Latin letters are English in an English text and French in any other: an Arabic text of the
    network names things in French.
    """
    if is_arabic(word):
        return arabic(word)
    return latin(word, ENGLISH if language == "en" else FRENCH)


def readings(word: str) -> tuple[str, str]:
    """Return the stem of a word in a French and in an English text: a question may be either."""
    return stem(word, "fr"), stem(word, "en")


@lru_cache(maxsize=32768)
def arabic(word: str) -> str:
    """Strip and, article and endings.

    The article goes up to twice. That guards a word whose own first letters look like one: of
    التزام and الالتزام the first would lose letters that the second keeps.
    """
    if len(word) > _AND_LETTERS and word.startswith(_AND) and not word.startswith("وال"):
        word = word[1:]
    for _ in range(2):
        article = next((one for one in _ARTICLES if word.startswith(one)), "")
        if article and len(word) - len(article) >= _ROOT:
            word = word[len(article) :]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT:
            word = word[: -len(ending)]
    return word


@lru_cache(maxsize=32768)
def latin(word: str, language: str) -> str:
    """Ask Snowball; with a stemmer of this call's own, for it keeps its place in the word."""
    return str(snowballstemmer.stemmer(language).stemWord(word)) or word
