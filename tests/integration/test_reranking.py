"""Rerankers with real models, as small as can be, made here: loaded from a folder, and nobody waits for them."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from bot.answers.search.reranking import folders
from bot.answers.search.reranking.reordering import Reordering, RerankerUnusable, reordered
from bot.library.passages import Hit, Passage
from tests.support import Logs, captured_logs

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "baas", "leider", "kat", "hond", "weekblog", "ceo")
PASSAGES = ("De kat en de hond", "Een weekblog en nog een weekblog", "Een weekblog van de baas")


def a_tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return made


def static_model(folder: Path) -> Path:
    """A direction for every word, so that texts are alike by the words that they share."""
    from model2vec import StaticModel

    StaticModel(np.eye(len(WORDS), dtype=np.float32), a_tokenizer()).save_pretrained(folder)
    return folder


def cross_encoder(folder: Path) -> Path:
    """A network that counts how often question and passage say "weekblog"."""
    numbers, mask = (
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    )
    graph = helper.make_graph(
        [
            helper.make_node("Equal", ["input_ids", "word"], ["is_word"]),
            helper.make_node("Cast", ["is_word"], ["ones"], to=TensorProto.FLOAT),
            helper.make_node("ReduceSum", ["ones", "axis"], ["logits"], keepdims=1),
        ],
        "counts",
        [numbers, mask],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1])],
        [
            helper.make_tensor("word", TensorProto.INT64, [1], [WORDS.index("weekblog")]),
            helper.make_tensor("axis", TensorProto.INT64, [1], [1]),
        ],
    )
    (folder / "onnx").mkdir(parents=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "onnx" / "model.onnx"))
    a_tokenizer().save(str(folder / "tokenizer.json"))
    for name, data in (
        ("config", {"pad_token_id": 0}),
        ("tokenizer_config", {"model_max_length": 128, "pad_token": "[PAD]"}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a reranker may not use the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_static_embeddings_of_a_folder_score_by_likeness(tmp_path: Path) -> None:
    scores = folders.load(static_model(tmp_path / "model")).scores("weekblog baas", PASSAGES)
    assert scores[2] > scores[1] > scores[0]
    assert all(-1.0001 <= score <= 1.0001 for score in scores)


@pytest.mark.usefixtures("no_network")
def test_a_cross_encoder_of_a_folder_scores_question_and_passage_together(tmp_path: Path) -> None:
    reranker = folders.load(cross_encoder(tmp_path / "model"))
    assert reranker.scores("een ceo", PASSAGES) == [0.0, 2.0, 1.0]
    assert reranker.scores("weekblog", PASSAGES) == [1.0, 3.0, 2.0]


def test_the_same_folder_can_be_loaded_twice(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "model")
    assert folders.load(folder).scores("x", PASSAGES) == folders.load(folder).scores("x", PASSAGES)


@pytest.mark.parametrize("make", [static_model, cross_encoder])
async def test_hits_come_in_the_order_of_the_model(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    reordering = Reordering(folders.FromFolder(make(tmp_path / "model")), 30)
    found = await reordering("weekblog", HITS)
    assert [hit.passage.id for hit in found] == ["1", "2", "0"]


def a_hit(number: int, text: str) -> Hit:
    return Hit(Passage(str(number), "artikel", "deel", "Kop", text), 1.0, ())


HITS = tuple(a_hit(number, text) for number, text in enumerate(PASSAGES))


class Model:
    """A reranker that does what a test says."""

    def __init__(self, does: Callable[[], list[float]]) -> None:
        self.does = does
        self.asked = 0

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked += 1
        return self.does()


def broken(error: Exception) -> Callable[[], list[float]]:
    def fail() -> list[float]:
        raise error

    return fail


@pytest.fixture
def logs() -> Any:
    with captured_logs() as logs:
        yield logs


async def test_without_a_reranker_nothing_changes() -> None:
    assert await Reordering(None, 1)("vraag", HITS) is HITS


@pytest.mark.parametrize(
    "does",
    [
        broken(ValueError("de vraag was: geheim")),
        broken(MemoryError()),
        lambda: [1.0],
        lambda: [1.0, float("nan"), 2.0],
        lambda: [1.0, float("inf"), 2.0],
        lambda: [1.0, None, 2.0],
    ],
)
async def test_a_fault_leaves_the_order_with_one_line_that_holds_no_question(
    does: Callable[[], list[float]], logs: Logs
) -> None:
    assert await Reordering(Model(does), 30)("vraag", HITS) is HITS
    [line] = logs.events()
    assert line["event"] == "reranker.skipped"
    assert "geheim" not in logs.text
    assert "vraag" not in logs.text


async def test_a_slow_model_is_not_waited_for_and_others_are_not_put_to_it_meanwhile(logs: Logs) -> None:
    go_on = threading.Event()
    model = Model(lambda: [3.0, 2.0, 1.0][: 3 if go_on.wait(30) else 0])
    reordering = Reordering(model, 0.01)
    assert await reordering("vraag", HITS) is HITS
    assert await reordering("nog een vraag", HITS) is HITS
    assert model.asked == 1
    assert [line["reason"] for line in logs.events("reranker.skipped")] == ["slow", "busy"]
    go_on.set()
    model.does = lambda: [1.0, 2.0, 3.0]
    for _ in range(1000):
        found = await reordering("vraag", HITS)
        if found is not HITS:
            break
        await asyncio.sleep(0.01)
    assert [hit.passage.id for hit in found] == ["2", "1", "0"]


async def test_while_a_model_thinks_the_loop_goes_on() -> None:
    go_on = threading.Event()
    thinking = asyncio.create_task(Reordering(Model(lambda: [1.0, 2.0, 3.0] * go_on.wait(30)), 30)("q", HITS))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not thinking.done()
    go_on.set()
    assert [hit.passage.id for hit in await thinking] == ["2", "1", "0"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (None, "is no folder"),
        ({}, "holds no model that is understood"),
        ({"tokenizer.json": "{}"}, "holds no model that is understood"),
        ({"tokenizer.json": "{}", "a.onnx": "", "b.onnx": ""}, "holds no model that is understood"),
        ({"tokenizer.json": "{}", "model.safetensors": "x"}, "cannot be loaded"),
        ({"tokenizer.json": "{}", "model.onnx": "x"}, "cannot be loaded"),
    ],
)
@pytest.mark.usefixtures("no_network")
async def test_a_folder_that_is_of_no_use_is_named_once_and_answers_go_on(
    tmp_path: Path, files: dict[str, str] | None, says: str, logs: Logs
) -> None:
    folder = tmp_path / "model"
    if files is not None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RerankerUnusable, match=says):
        folders.load(folder)
    reordering = Reordering(folders.FromFolder(folder), 30)
    for _ in range(3):
        assert await reordering("vraag", HITS) is HITS
    [line] = logs.events("reranker.off")
    assert says in line["reason"]


def test_a_library_that_is_not_there_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = static_model(tmp_path / "model")
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(RerankerUnusable, match=r"leiderschap-bot\[dense\]"):
        folders.load(folder)


def test_equal_scores_keep_the_order() -> None:
    assert reordered(HITS, [1.0, 1.0, 1.0]) == HITS


def test_the_libraries_are_imported_only_where_a_model_is_loaded() -> None:
    large = "{'model2vec', 'fastembed', 'onnxruntime', 'numpy'}"
    code = f"import sys, bot.app, bot.cli; print(sorted({large} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
