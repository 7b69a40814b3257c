"""A model of meaning never keeps an answer waiting, and its faults say nothing of the question."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.asking import Asking
from bot.answers.search.meaning.background import Meanings
from bot.answers.search.meaning.embedders import ModelUnusable, load
from bot.library.articles import load_articles
from bot.library.passages import Article, Findings, Passage, Section
from bot.library.ports import Pairs
from tests.support import captured_logs

ARTICLES = Path(__file__).parents[2] / "nudges" / "articles"


class Model:
    """A search whose model gives its answer when it is let go, or a fault."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.go = threading.Event()
        self.fault = fault

    def meaning(self, found: Findings) -> Any:
        if self.fault:
            raise self.fault
        self.go.wait(30)
        return [len(found.read)]

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        return Findings((), "none", open=True, read=question)

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        return Findings((), "none", asked=True)

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        return ()

    def passage(self, id: str) -> Passage | None:
        return None

    def subjects(self, found: Findings) -> tuple[str, ...]:
        return ()


async def test_what_the_model_makes_of_a_question_is_given() -> None:
    model = Model()
    model.go.set()
    assert await Asking(30)(model, model.search("vier")) == [4]


async def test_a_model_that_takes_too_long_is_not_waited_for() -> None:
    model = Model()
    with captured_logs() as logs:
        assert await Asking(0.01)(model, model.search("een geheime vraag")) is None
    model.go.set()
    [line] = logs.events("meaning.skipped")
    assert line["reason"] == "slow"
    assert "geheime" not in str(line)


async def test_a_fault_of_the_model_leaves_the_answer_to_words_and_its_text_out_of_the_log() -> None:
    with captured_logs() as logs:
        model = Model(ValueError("een geheime vraag"))
        assert await Asking(30)(model, model.search("een geheime vraag")) is None
    [line] = logs.events("meaning.skipped")
    assert line["reason"] == "ValueError"
    assert "geheime" not in str(line)


def test_the_shipped_articles_alone_load_no_model(tmp_path: Path) -> None:
    index = PassageIndex(load_articles([ARTICLES]).corpus)
    Meanings("auto", tmp_path / "no-model", tmp_path).complete(index, lambda _done, _all: None)
    assert index.meanings is None
    with pytest.raises(ModelUnusable):
        Meanings("always", tmp_path / "no-model", tmp_path).complete(index, lambda _done, _all: None)


def test_a_model_that_is_switched_off_is_not_loaded(tmp_path: Path) -> None:
    text = "Na zes uur hoef je geen telefoon meer op te nemen; wie dienst heeft, staat in het rooster van die week."
    index = PassageIndex({"gids": Article("gids", "Gids", (Section("a", "Bereikbaar", (text,)),))})
    Meanings("off", tmp_path / "no-model", tmp_path).complete(index, lambda _done, _all: None)
    assert index.meanings is None
    assert index.meaning(index.search("telefoon")) is None


def test_a_folder_without_a_model_is_refused_with_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"tokenizer.json and one \.onnx file"):
        load(tmp_path)
