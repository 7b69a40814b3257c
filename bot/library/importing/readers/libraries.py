"""The libraries for documents, which are loaded on use."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from bot.library.importing.blocks import ImportProblem

_EXTRA = "make setup, or pip install '.[documents]' in the folder of the bot"


def library(module: str, what: str) -> Any:
    """A module that reads files of this kind. Raises ImportProblem that says how to install it."""
    logging.getLogger(module.split(".", maxsplit=1)[0]).setLevel(
        logging.CRITICAL
    )  # a refusal says what is wrong with a file
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportProblem(
            f"needs libraries for {what} ({error.name} is missing): {_EXTRA}", why="uninstalled"
        ) from None
