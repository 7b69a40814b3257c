"""Makes an index from articles, in memory or in a folder, and opens a folder that is still of use."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from unicodedata import unidata_version

from bot.answers.search.boilerplate import is_boilerplate
from bot.answers.search.candidates import Candidates
from bot.answers.search.entries import Entry
from bot.answers.search.passages import cut
from bot.answers.search.scoring import SPAN, Analysed, Places
from bot.answers.search.words.analysis import Token
from bot.answers.search.words.keys import FAMILY
from bot.answers.search.words.language import Language
from bot.answers.search.words.vocabulary import Vocabulary
from bot.core.errors import LeiderschapError
from bot.core.inputs import word_lists
from bot.library import markdown
from bot.library.passages import Article

_HERE = Path(__file__).parent
READS_WORDS = (
    *sorted((_HERE / "words").glob("*.py")),
    *(
        _HERE / f"{name}.py"
        for name in (
            "alignment",
            "boilerplate",
            "building",
            "candidates",
            "engine",
            "entries",
            "passages",
            "scoring",
        )
    ),
    *(
        Path(markdown.__file__).with_name(f"{name}.py")
        for name in ("articles", "fields", "markdown", "passages")
    ),
    Path(word_lists.__file__),
)
"""The code that decides what is stored: of another version of it no index is used."""
REMEMBERED = 250_000
"""Words whose keys are remembered while an index is made, which takes most of its time."""
LIBRARIES = ("tantivy", "simplemma", "PyStemmer")

Questions = Mapping[str, tuple[str, ...]]
"""Questions by the id of the passage that answers them, instead of those of its own section."""
Stores = tuple[Candidates, Vocabulary]
"""What an index is: its passages and its words."""


class OutdatedIndex(LeiderschapError):
    """The index of a folder cannot be used and has to be made again."""


class Analyst:
    """Analyses passages, and remembers every word that it met."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._keys = lru_cache(REMEMBERED)(self._keys_of)
        self.forms: set[str] = set()

    def entries(self, articles: Iterable[Article], questions: Questions) -> Iterator[Entry]:
        """The passages of these articles with their analysed texts."""
        for article in articles:
            for passage in cut(article):
                if is_boilerplate(passage, article):
                    continue
                said = {text: self._content(text) for text in questions.get(passage.id, passage.questions)}
                asked = {text: content for text, content in said.items() if content}
                yield (
                    replace(passage, questions=tuple(asked)),
                    Analysed(
                        _places(self._words(passage.text)),
                        tuple(
                            dict.fromkeys(chain(*self._content(f"{passage.heading}\n{article.title}"))),
                        ),
                        _places(*asked.values()),
                        [len(content) for content in asked.values()],
                    ),
                )

    def _words(self, text: str) -> list[tuple[str, ...]]:
        """The keys of each word; a stop word has none but those of the phrases that it stands in."""
        tokens = self._language.analyzer.tokens(text)
        words: list[tuple[str, ...]] = []
        for token in tokens:
            if token.form in self._language.stopwords:
                words.append(())
            else:
                self.forms.add(token.form)
                words.append(self._keys(token.form, token.verb))
        for phrase in self._language.phrases(tokens):
            for place in phrase.places:
                words[place] += (phrase.key,)
        return words

    def _content(self, text: str) -> list[tuple[str, ...]]:
        return [keys for keys in self._words(text) if keys]

    def _keys_of(self, form: str, verb: str) -> tuple[str, ...]:
        """The keys of a word; one that says little is not found by its root ("vindbaar" is no "vinden")."""
        weak = self._language.is_weak(form)
        found = self._language.analyzer.token_keys(Token(form, 0, 0, verb))
        return tuple(key for key in found if not (weak and key[0] == FAMILY))


def _places(*texts: Iterable[tuple[str, ...]]) -> Places:
    """Where each key stands in numbered texts of analysed words."""
    places: dict[str, list[int]] = {}
    for number, words in enumerate(texts):
        for position, keys in enumerate(words):
            for key in keys:
                places.setdefault(key, []).append(number * SPAN + position)
    return {key: found if found[1:] else found[0] for key, found in places.items()}


def fill(
    candidates: Candidates,
    vocabulary: Vocabulary,
    articles: Iterable[Article],
    language: Language,
    questions: Questions,
) -> None:
    """Index articles; both stores must be empty."""
    analyst = Analyst(language)
    candidates.fill(analyst.entries(articles, questions))
    listed = {term for group in language.groups for term in group if term.isalpha()}
    vocabulary.fill(sorted(analyst.forms | listed))


def in_memory(articles: Iterable[Article], language: Language, questions: Questions) -> Stores:
    """The stores of these articles."""
    made = Candidates(), Vocabulary()
    fill(*made, articles, language, questions)
    return made


def extended(known: Stores, articles: Iterable[Article], language: Language) -> Stores:
    """Stores in memory of what is known already, by the same numbers, and of further articles, which alone are
    analysed."""
    analyst, (candidates, vocabulary) = Analyst(language), (Candidates(), Vocabulary())
    there = (entry for _, entry in known[0].entries())
    candidates.fill(chain(there, analyst.entries(articles, {})))
    vocabulary.fill(sorted(analyst.forms.union(known[1].forms())))
    return candidates, vocabulary


def on_disk(
    folder: Path,
    articles: Iterable[Article],
    language: Language,
    *,
    questions: Questions | None = None,
    content: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Make the index of these articles in a folder; what is there is replaced, once the new one is complete.

    `articles` are taken one by one, so that they need not be in memory together; `progress` is told how many were
    taken. `content` is any text that stands for them, by which `is_current` knows the index again. Raises OSError where
    it cannot be written.
    """
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in ("passages", "words"):
        (fresh / part).mkdir(parents=True)
    counted = _counted(articles, progress)
    try:
        fill(Candidates(fresh / "passages"), Vocabulary(fresh / "words"), counted, language, questions or {})
    except (sqlite3.Error, ValueError) as error:  # a ValueError is tantivy's: seen, not documented
        raise OSError(f"the index was not made to its end: {error}") from error
    (fresh / "fingerprint").write_text(fingerprint(language, content), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def opened(folder: Path, language: Language) -> Stores:
    """The stores of a ready index. Raises OutdatedIndex where `on_disk` has to make it again."""
    stored = _fingerprint_of(folder)
    if stored.get("analysis") != _analysis(language):
        raise OutdatedIndex(f"{folder}: this index was made with other lists or versions, or not to the end")
    try:
        return Candidates(folder / "passages"), Vocabulary(folder / "words")
    except (sqlite3.Error, ValueError) as error:  # a ValueError is tantivy's: seen, not documented
        raise OutdatedIndex(f"{folder}: this index is damaged: {error}") from error


def is_current(folder: Path, language: Language, content: str) -> bool:
    """Whether the folder holds an index of this content, made with these lists and versions."""
    return bool(_fingerprint_of(folder) == json.loads(fingerprint(language, content)))


def fingerprint(language: Language, content: str) -> str:
    """What an index depends on, as JSON: what analyses the texts, and the texts."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    return json.dumps({"analysis": _analysis(language), "content": digest})


def _analysis(language: Language) -> list[str]:
    return [_code(), language.fingerprint, *(f"{name} {version(name)}" for name in LIBRARIES)]


@lru_cache(1)
def _code() -> str:
    """A digest of the code as it is while this process runs, and of the letters that Python knows."""
    code = hashlib.sha256(unidata_version.encode())
    for path in READS_WORDS:
        code.update(path.read_bytes())
    return code.hexdigest()


def _fingerprint_of(folder: Path) -> dict[str, object]:
    try:
        stored = json.loads((folder / "fingerprint").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _counted(articles: Iterable[Article], progress: Callable[[int], None]) -> Iterator[Article]:
    for number, article in enumerate(articles, start=1):
        yield article
        progress(number)
