"""The language data of `nudges/language/`: read, checked, and turned into what a question needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import Stemmer

from bot.answers.search.words import chat
from bot.answers.search.words.analysis import WORD, Analyzer, Token, fold
from bot.answers.search.words.keys import of_phrase
from bot.answers.search.words.phrases import Phrase, Phrases
from bot.answers.search.words.spoken import Spoken
from bot.core.errors import ContentError, Fault
from bot.core.inputs import word_lists, yaml_files
from bot.core.inputs.word_lists import listed
from bot.core.inputs.yaml_files import Document
from bot.library.ports import Pairs

LANGUAGE = word_lists.LANGUAGE
_ENGLISH = Stemmer.Stemmer("english", 0)
FILES = (
    "stopwords.txt",
    "stopwords_english.txt",
    "weak.txt",
    "settings.txt",
    "times.txt",
    "topics.txt",
    "compounds.txt",
    "domain.yaml",
    "general.yaml",
    "english.yaml",
    "chat.yaml",
)


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of the language besides the dictionary, all of it data.

    `synonyms` maps a word or the key of a phrase to its groups' other terms; `english` maps an English stem or the
    key of an English phrase to Dutch terms. `english_stopwords` count only in an English question.
    `groups` are terms that may stand for one another, as they are written. `fingerprint` changes when any list changes.
    `settings`, `times` and `topics` are words whose absence from the articles says less, or more, than that of another.
    """

    analyzer: Analyzer
    stopwords: frozenset[str] = frozenset()
    english_stopwords: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    english: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
    dutch_phrases: Phrases = field(default_factory=Phrases)
    english_phrases: Phrases = field(default_factory=Phrases)
    fingerprint: str = ""
    chat: chat.Chat = field(default_factory=chat.Chat)
    settings: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def synonyms_of(self, text: str) -> tuple[str, ...]:
        """What may stand for a word or phrase. A word is looked up by itself and its dictionary form, and one that
        the dictionary lacks by its stem."""
        forms = [token.form for token in self.analyzer.tokens(text)]
        names = (forms[0], *self.analyzer.names(forms[0])) if len(forms) == 1 else (of_phrase(forms),)
        return tuple(dict.fromkeys(other for name in names for other in self.synonyms.get(name, ())))

    def same_as(self, form: str, pairs: Pairs) -> tuple[str, ...]:
        """What pairs of words that mean the same have for a word, whichever of the two it is."""
        mine, names = {*self.analyzer.names(form)}, self.analyzer.names
        return tuple(b for pair in pairs for a, b in (pair, pair[::-1]) if not mine.isdisjoint(names(a)))

    def phrases(self, tokens: Sequence[Token]) -> list[Phrase]:
        """The listed Dutch phrases in a text."""
        return self.dutch_phrases.find([token.form for token in tokens], self.analyzer.names)

    def english_phrases_in(self, tokens: Sequence[Token]) -> list[Phrase]:
        """The listed English phrases in a text."""
        return self.english_phrases.find([token.form for token in tokens], lambda form: (english_stem(form),))

    def is_english(self, forms: Sequence[str]) -> bool:
        """Whether more of these words are English alone than Dutch alone, empty ones ("as") being English."""
        empty, analyzer = self.english_stopwords - self.stopwords, self.analyzer
        more = (1 if form in empty else analyzer.is_english(form) - analyzer.is_known(form) for form in forms)
        return sum(more) > 0

    def may_be_english(self, form: str) -> bool:
        """Whether the word may be English, be it Dutch as well or empty."""
        return form in self.english_stopwords or self.analyzer.is_english(form)

    def is_foreign(self, form: str) -> bool:
        """Whether the word is English alone, be it empty ("though")."""
        known = form not in self.english_stopwords and self.analyzer.is_known(form)
        return self.may_be_english(form) and not (known or form in self.stopwords)

    def is_weak(self, form: str) -> bool:
        """Whether the word says little about the subject of a question."""
        return form in self.weak or self.analyzer.lemma(form) in self.weak

    def is_setting(self, form: str) -> bool:
        """Whether the word says where, when or by whom something is done."""
        return self.is_place(form) or not self.times.isdisjoint((form, self.analyzer.lemma(form)))

    def is_place(self, form: str) -> bool:
        """Whether the word says where or by whom something is done: asked for alone, that is the subject itself."""
        return not self.settings.isdisjoint((form, self.analyzer.lemma(form)))

    def is_topic(self, form: str) -> bool:
        """Whether the word is a topic of work that asks for a passage on just that."""
        return form in self.topics or not self.topics.isdisjoint(self.analyzer.names(form))


def load(folder: Path) -> Language:
    """The language of a folder; a file that is not there counts as empty. Raises ContentError with every fault.

    Lists that are as they were last time give the same language, with all the words that it met."""
    faults: list[Fault] = []
    texts = tuple(_text(folder / name, faults) for name in FILES)
    try:
        language = _made(folder, texts)
    except ContentError as error:
        raise ContentError([*faults, *error.faults]) from None
    if faults:
        raise ContentError(faults)
    return language


@lru_cache(1)
def _made(folder: Path, written: tuple[str, ...]) -> Language:
    faults: list[Fault] = []
    texts = dict(zip(FILES, written, strict=True))
    common = (
        fold(word[0]) for name in ("domain.yaml", "general.yaml") for word in WORD.finditer(texts[name])
    )
    analyzer = Analyzer(_words(texts["compounds.txt"]), common)
    groups = [*_groups(folder, "domain.yaml", texts, faults), *_groups(folder, "general.yaml", texts, faults)]
    pairs = list(_pairs(folder, texts, faults))
    stopwords = frozenset(_words(texts["stopwords.txt"]))
    weak = frozenset(_words(texts["weak.txt"]))
    topics = frozenset(_words(texts["topics.txt"]))

    def known(form: str) -> bool:
        """Whether a word is one by itself, in Dutch or in English, or a topic."""
        listed = form in topics or not topics.isdisjoint(analyzer.names(form))
        return listed or bool(analyzer.is_known(form) or analyzer.is_english(form) or analyzer.parts(form))

    phrases_of, short = _chat(folder, texts, faults)
    around = chat.Chat(
        phrases_of,
        Spoken(short, known, analyzer.is_verb, stopwords),
        empty=stopwords,
        weak=lambda form: form in weak or analyzer.lemma(form) in weak,
        known=known,
        lemma=analyzer.lemma,
    )
    if faults:
        raise ContentError(faults)
    synonyms: dict[str, dict[str, None]] = {}
    phrases: set[tuple[str, ...]] = set()

    def key(text: str) -> str:
        forms = tuple(token.form for token in analyzer.tokens(text))
        if len(forms) > 1:
            phrases.add(forms)
            return of_phrase(forms)
        return forms[0] if analyzer.is_known(forms[0]) else analyzer.names(forms[0])[-1]

    for group in groups:
        for text in group:
            others = [other for other in group if other != text]
            synonyms.setdefault(key(text), {}).update(dict.fromkeys(others))
    english: dict[str, dict[str, None]] = {}
    english_listed: set[tuple[str, ...]] = set()
    for text, dutch in pairs:
        stems = tuple(english_stem(fold(word)) for word in text.split())
        if len(stems) > 1:
            english_listed.add(stems)
        english.setdefault(of_phrase(stems) if stems[1:] else stems[0], {}).update(dict.fromkeys(dutch))
        for each in dutch:
            key(each)
    english_stopwords = frozenset(_words(texts["stopwords_english.txt"]))
    return Language(
        analyzer,
        stopwords,
        english_stopwords,
        weak,
        {term: tuple(others) for term, others in synonyms.items()},
        {term: tuple(dutch) for term, dutch in english.items()},
        tuple(groups),
        Phrases(phrases, stopwords),
        Phrases(english_listed, english_stopwords),
        hashlib.sha256("\0".join(texts.values()).encode()).hexdigest(),
        around,
        frozenset(_words(texts["settings.txt"])),
        frozenset(_words(texts["times.txt"])),
        topics,
    )


@lru_cache(10_000)
def english_stem(form: str) -> str:
    """The stem by which an English word is looked up."""
    return str(_ENGLISH.stemWord(form))


def _text(path: Path, faults: list[Fault]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), 0, f"cannot be read as UTF-8 text: {error}"))
        return ""


def _words(text: str) -> Iterator[str]:
    return map(fold, listed(text))


def _parsed(folder: Path, name: str, texts: Mapping[str, str], faults: list[Fault]) -> Document | None:
    """None where there is nothing in it, or too much is wrong with it."""
    try:
        document = yaml_files.parse(texts[name], str(folder / name), words=True)
    except ContentError as error:
        faults += error.faults
        return None
    return document if document.value is not None else None


def _groups(
    folder: Path, name: str, texts: Mapping[str, str], faults: list[Fault]
) -> Iterator[tuple[str, ...]]:
    document = _parsed(folder, name, texts, faults)
    if document is None:
        return
    if not isinstance(document.value, list):
        faults.append(document.fault((), "must be a list of groups: - [word, word]"))
        return
    for number, value in enumerate(document.value):
        terms = _strings(value)
        if terms is None or len(terms) < 2:
            message = "a group is a list of at least two words: - [baas, chef]"
            faults.append(document.fault((number,), message))
        else:
            yield terms


def _pairs(
    folder: Path, texts: Mapping[str, str], faults: list[Fault]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    document = _parsed(folder, "english.yaml", texts, faults)
    if document is None:
        return
    if not isinstance(document.value, dict):
        faults.append(document.fault((), "must be a mapping: english: [dutch, ...]"))
        return
    for key, value in document.value.items():
        dutch = _strings(value)
        if not dutch:
            message = "a line is an English word with a list of Dutch ones: boss: [baas, chef]"
            faults.append(document.fault((key,), message))
        else:
            yield key, dutch


def _chat(
    folder: Path, texts: Mapping[str, str], faults: list[Fault]
) -> tuple[chat.Kinds, Mapping[str, str]]:
    """The phrases of a chat, and its short forms."""
    document = _parsed(folder, "chat.yaml", texts, faults)
    if document is None:
        return {}, {}
    value = document.value if isinstance(document.value, dict) else {}
    short = value.get("short", {})
    lists = {kind: list(map(_strings, groups)) for kind, groups in value.items() if kind != "short"}
    wrong = [kind for kind, groups in lists.items() if kind not in chat.KINDS or None in groups]
    if not isinstance(document.value, dict) or wrong or not isinstance(short, dict):
        kinds = ", ".join(chat.KINDS)
        message = f"must be lists of phrases ({kinds}) and a mapping of short forms: short: {{mn: mijn}}"
        faults.append(document.fault(tuple(wrong[:1]), message))
        return {}, {}
    phrases = chat.phrases(
        {kind: [text for group in groups for text in group or ()] for kind, groups in lists.items()}
    )
    return phrases, short


def _strings(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    texts = [one.strip() for one in value]
    return tuple(texts) if all(any(c.isalnum() for c in text) for text in texts) else None
