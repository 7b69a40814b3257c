"""The kinds of fields that content files have, shared by the pydantic models of tips, series and articles."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidatorFunctionWrapHandler
from pydantic import WrapValidator as Wrap

KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
"""A link that opens in a browser."""


class Strict(BaseModel):
    """Refuses unknown fields, and never turns a number into text or text into a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def one_line(text: str) -> str:
    """The text with each run of white space, line ends included, replaced by one space."""
    return " ".join(text.split())


def _clean(value: Any, constraints: ValidatorFunctionWrapHandler) -> str:
    text: str = constraints(one_line(value) if isinstance(value, str) else value)
    if not text.isprintable():
        raise ValueError("holds an invisible or control character: delete it")
    return text


def _kebab(value: str) -> str:
    if not KEBAB.fullmatch(value):
        raise ValueError("has to be kebab-case: small letters a-z, digits and single hyphens")
    return value


Id = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_kebab)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60), Wrap(_clean)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), Wrap(_clean)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300), Wrap(_clean)]
Sentences = Annotated[str, StringConstraints(min_length=1, max_length=600), Wrap(_clean)]
