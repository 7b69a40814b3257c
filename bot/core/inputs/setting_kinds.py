"""The kinds of values that settings have, and what each must satisfy."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.core.inputs.environment import tidy

MAKE_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'

MOST_SIGNS = 500
"""The most characters in a sentence that people see."""

_ORIGIN = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/?")
_IN_ONE_PIECE = re.compile("[!-~]*")
_TOKENS = ("xoxb-", "xapp-", "xoxp-")


def origin(value: str) -> str:
    """The bot's address, without a slash at the end. Raises ValueError."""
    if not _ORIGIN.fullmatch(value):
        raise ValueError("must be https:// and a host, such as https://bot.example.org")
    return value.rstrip("/")


def _in_one_piece(value: SecretStr) -> SecretStr:
    if not _IN_ONE_PIECE.fullmatch(value.get_secret_value()):
        raise ValueError("holds a space, a line end or another strange character: copy it anew, in one piece")
    return value


def _no_token(value: SecretStr) -> SecretStr:
    if value.get_secret_value().startswith(_TOKENS):
        raise ValueError("is a token: copy the Signing Secret from Basic Information")
    return value


def _keys(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for key in value:
        try:
            Fernet(key.get_secret_value())
        except ValueError:
            raise ValueError(f"each must be a key; make one with: {MAKE_KEY}") from None
    return value


def _api_url(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return value.rstrip("/") + "/"


def _sentence(value: str) -> str:
    if value and (len(value) > MOST_SIGNS or not any(sign.isalpha() for sign in value)):
        raise ValueError(f"must be a sentence of at most {MOST_SIGNS} characters")
    return value


def _or_nothing(value: Any) -> Any:
    return "" if value is None else value


def _split_keys(value: Any) -> Any:
    return [one for one in map(tidy, value.split(",")) if one] if isinstance(value, str) else value


def _split_paths(value: Any) -> Any:
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


Secret = Annotated[SecretStr, AfterValidator(_in_one_piece)]
SigningSecret = Annotated[Secret, AfterValidator(_no_token)]
Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(_split_keys), AfterValidator(_keys)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_split_paths)]
Origin = Annotated[str, AfterValidator(origin)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]
Sentence = Annotated[str, BeforeValidator(_or_nothing), AfterValidator(_sentence)]
