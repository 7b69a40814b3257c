"""A model of the administrator's own, out of a folder. The one here is tiny and knows ten words; it is made of the same
parts as a real one of the e5 family, which was not tried: a tokenizer, and a vector for each token."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.background import Meanings
from bot.answers.search.meaning.embedders import MOST_TOKENS, FromFolder, ModelUnusable, load
from bot.library.passages import Article, Section

WORDS = ("query", "passage", ":", "telefoon", "mobiel", "trein", "loon", "hond", "kat", "vis")
WIDTH = 8
TELEPHONE, TRAIN = "telefoon telefoon hond", "trein loon loon"


def vectors() -> np.ndarray:
    """A vector for each word, and one for all others; a mobile is a telephone."""
    found = np.random.default_rng(3).normal(size=(len(WORDS) + 1, WIDTH)).astype(np.float32)
    found[WORDS.index("mobiel")] = found[WORDS.index("telefoon")]
    found[[WORDS.index(word) for word in ("query", "passage", ":")]] *= 0.1
    return found


def write_model(folder: Path) -> None:
    names = [
        helper.make_tensor_value_info(name, TensorProto.INT64, [1, "n"])
        for name in ("input_ids", "attention_mask")
    ]
    made = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, "n", WIDTH])
    nodes = [
        helper.make_node("Gather", ["vectors", "input_ids"], ["each"]),
        helper.make_node("Unsqueeze", ["attention_mask", "last"], ["wide"]),
        helper.make_node("Cast", ["wide"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["each", "mask"], ["last_hidden_state"]),
    ]
    held = [
        numpy_helper.from_array(vectors(), "vectors"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
    ]
    graph = helper.make_graph(nodes, "tiny", names, [made], held)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    known = {word: number for number, word in enumerate((*WORDS, "[UNK]"))}
    tokenizer = Tokenizer(WordLevel(known, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    folder = tmp_path / "model"
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    write_model(folder)
    return folder


def test_what_means_the_same_is_nearest_and_every_vector_has_length_one(folder: Path) -> None:
    model = load(folder)
    question = model.question("mobiel")
    near, far = model.passage(TELEPHONE), model.passage(TRAIN)
    assert question @ near > question @ far + 0.2
    for vector in (question, near, far, model.passage(""), model.passage("\0 woorden die niemand kent")):
        assert vector.dtype == np.float32
        assert vector @ vector == pytest.approx(1, abs=1e-5)


def test_a_question_and_a_passage_are_told_apart_as_e5_wants_it(folder: Path) -> None:
    model = load(folder)
    of = dict(zip(WORDS, vectors(), strict=False))
    for made, said in ((model.question("vis"), "query"), (model.passage("vis"), "passage")):
        mean = np.mean([of[said], of[":"], of["vis"]], axis=0)
        assert made == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_of_a_long_text_the_first_tokens_are_taken(folder: Path) -> None:
    model = load(folder)
    beginning = "vis " * MOST_TOKENS
    assert model.passage(beginning + "trein " * 1000) == pytest.approx(model.passage(beginning), abs=1e-6)


def test_passages_are_ordered_by_a_model_of_ones_own(folder: Path, tmp_path: Path) -> None:
    sections = (Section("a", "Bereikbaar", (f"{TELEPHONE}.",)), Section("b", "Reizen", (f"{TRAIN}.",)))
    index = PassageIndex({"gids": Article("gids", "Gids", sections)})
    told: list[tuple[int, int]] = []
    Meanings("auto", folder, tmp_path / "index").complete(index, lambda *both: told.append(both))
    found = index.search("mobiel voor een hond of een trein")
    assert found.open
    deep = index.deepened(found, index.meaning(found))
    assert deep.asked
    assert deep.read.scored[0].passage.section == "a"
    assert deep.read.scored[0].near
    assert told[-1] == (2, 2)
    assert [each.name for each in (tmp_path / "index" / "vectors").iterdir()] == [FromFolder(folder).name]


def test_another_model_has_vectors_of_its_own(folder: Path, tmp_path: Path) -> None:
    before = FromFolder(folder).name
    assert FromFolder(folder).name == before
    file = folder / "model.onnx"
    model = onnx.load(str(file))
    model.doc_string = "another one"
    onnx.save(model, str(file))
    assert FromFolder(folder).name != before


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_not_what_its_name_says_is_refused_without_its_words(folder: Path, name: str) -> None:
    (folder / name).write_text("een geheim", encoding="utf-8")
    with pytest.raises(ModelUnusable, match="the model cannot be loaded") as refused:
        load(folder)
    assert "geheim" not in str(refused.value)
