"""Encrypts tokens before they reach the database, with a key that is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import TypeAdapter, ValidationError

from bot.core.errors import StoreError
from bot.slack.installations.model import Installation

_installation = TypeAdapter(Installation)


class Sealer:
    """Encrypts with the first key and decrypts with any, so that a new first key can replace an old one."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` as made by `Fernet.generate_key`. Raises ValueError if one is invalid or there are none."""
        fernets = [Fernet(key) for key in keys]
        if not fernets:
            raise ValueError("no key to encrypt with")
        self._first = fernets[0]
        self._all = MultiFernet(fernets)

    def seal(self, installation: Installation) -> str:
        """The whole installation, encrypted and signed."""
        return self._first.encrypt(_installation.dump_json(installation)).decode("ascii")

    def open(self, sealed: str, enterprise: str, workspace: str) -> Installation:
        """The installation of this row. Raises StoreError if no key fits, or if the text belongs to another row."""
        place = f"the installation of {enterprise or '-'}/{workspace or '-'}"
        try:
            installation = _installation.validate_json(self._all.decrypt(sealed))
        except InvalidToken:
            raise StoreError(
                f"{place} cannot be decrypted: add the key that it was encrypted with"
                " behind the others in LEIDERSCHAP_ENCRYPTION_KEYS"
            ) from None
        except ValidationError:
            raise StoreError(f"{place} cannot be read: a later version of the bot wrote it") from None
        if (installation.enterprise, installation.workspace) != (enterprise, workspace):
            raise StoreError(f"{place} contains another workspace's: somebody changed the database")
        return installation

    def is_current(self, sealed: str) -> bool:
        """Whether the first key was used."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True
