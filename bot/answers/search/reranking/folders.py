"""Rerankers out of a folder that the administrator names: static embeddings (model2vec) or a cross-encoder (ONNX,
through fastembed). Nothing is ever fetched. Both libraries are extras, imported at the first use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.answers.search.reranking.reordering import Reranker, RerankerUnusable

EXTRA = "install the extra: pip install 'leiderschap-bot[dense]'"
NEEDED = "tokenizer.json"


class FromFolder:
    """Fulfils `reordering.Reranker` with the model of a folder, which is loaded at the first question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model: Reranker | None = None

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        if self._model is None:
            self._model = load(self._folder)
        return self._model.scores(question, passages)


class StaticEmbeddings:
    """The likeness (cosine) of a question and a passage, each the mean of the vectors of its words."""

    def __init__(self, folder: Path) -> None:
        self._model = _library("model2vec").StaticModel.from_pretrained(str(folder), force_download=False)

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        asked, *told = (_unit(vector) for vector in self._model.encode([question, *passages]))
        return [float(asked @ vector) for vector in told]


class CrossEncoder:
    """What a model says that reads the question and the passage together."""

    def __init__(self, folder: Path, file: str) -> None:
        encoder = _library("fastembed.rerank.cross_encoder").TextCrossEncoder
        source = _library("fastembed.common.model_description").ModelSource
        name = str(folder.resolve())
        if name not in {each["model"] for each in encoder.list_supported_models()}:
            # The library wants to know where it could be fetched; with a path of its own it is not.
            encoder.add_custom_model(model=name, sources=source(hf="none/none"), model_file=file)
        self._model = encoder(name, specific_model_path=str(folder), local_files_only=True, threads=1)

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        return [float(score) for score in self._model.rerank(question, list(passages))]


def load(folder: Path) -> Reranker:
    """The model in a folder, of the kind that its files say. Raises RerankerUnusable."""
    if not folder.is_dir():
        raise RerankerUnusable(f"{folder} is no folder: name the folder of a model in LEIDERSCHAP_RERANKER")
    networks = sorted(folder.rglob("*.onnx"))
    static = (folder / "model.safetensors").is_file() and not networks
    if not (folder / NEEDED).is_file() or not (static or len(networks) == 1):
        raise RerankerUnusable(
            f"{folder} holds no model that is understood: {NEEDED} with either model.safetensors (model2vec)"
            " or one .onnx file (a cross-encoder)"
        )
    try:
        return (
            StaticEmbeddings(folder) if static else CrossEncoder(folder, str(networks[0].relative_to(folder)))
        )
    except RerankerUnusable:
        raise
    except Exception as error:  # whatever these libraries make of a file that is not what its name says
        raise RerankerUnusable(
            f"{folder}: the model cannot be loaded ({type(error).__name__}: {error})"
        ) from error


def _library(name: str) -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the libraries are imported: they must never look further
    try:
        return import_module(name)
    except ImportError as error:
        raise RerankerUnusable(f"the reranker needs {error.name}: {EXTRA}") from error


def _unit(vector: Any) -> Any:
    return vector / (float(vector @ vector) ** 0.5 or 1.0)
