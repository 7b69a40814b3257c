"""The environment as hosts, shells and secret stores pass it on: which variables are ours, and what their values
picked up on the way."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import category

PREFIX = "LEIDERSCHAP_"
OF_PROXIES = ("https_proxy", "http_proxy", "no_proxy")

_SERVICE = re.compile(
    r"[A-Z0-9_]+?_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?"
    r"|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)"
)
"""The variables that every container gets for every Service in its namespace, whatever its name:
https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables"""
_LINK = re.compile(r"(?:tcp|udp|sctp)://")
_UNSEEN = {"Cc", "Cf"}
"""Control characters, and those without width or that change the direction: like white space they come along with
copied text."""
_LINE_END = re.compile(r"(?:\\r|\\n)+\Z")
"""Literal escapes from an `echo` that does not interpret them."""
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "”": "”", "„": "”", "‘": "’", "’": "’", "«": "»", "‹": "›"}


@dataclass(frozen=True, slots=True)
class Environment:
    """Our settings in the environment: values by setting, and notes and faults for the administrator."""

    values: Mapping[str, str]
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def read(environment: Mapping[str, str], variables: Mapping[str, str], elsewhere: str) -> Environment:
    """`variables` maps each variable to its setting; `elsewhere` is the fault for a setting that cannot be a
    variable.

    An empty value counts as absent. Notes and faults never contain a value.
    """
    values, notes = {}, []
    given = {name.upper(): value for name, value in sorted(environment.items(), reverse=True)}
    for variable, setting in variables.items():
        value = given.get(variable, "")
        tidied = tidy(value)
        if tidied != value:
            notes.append(tidied_note(variable))
        if tidied:
            values[setting] = tidied
    # Kubernetes writes an address here; a number was put there by a person.
    if (port := given.get("LEIDERSCHAP_PORT")) and not _LINK.match(port):
        notes.append("LEIDERSCHAP_PORT is not a setting and does nothing: the port of the bot is PORT")
    return Environment(values, tuple(notes), tuple(_mistyped(environment, variables, elsewhere)))


def notes(environment: Mapping[str, str], names: Collection[str]) -> tuple[str, ...]:
    """A note on each of these variables, in capitals or not, that something stands around."""
    given = sorted((name, value) for name, value in environment.items() if name.lower() in names)
    return tuple(tidied_note(name) for name, value in given if tidy(value) != value)


def tidied_note(variable: str) -> str:
    return f"{variable} had spaces, line ends or quotes around it, which were taken off: correct it where it is set"


def tidy(value: str) -> str:
    """The value without surrounding white space, line ends and quotes.

    A quote is removed with its counterpart, or alone if there is no other inside.
    """
    while True:
        shorter = _unquoted(_LINE_END.sub("", _stripped(value)))
        if shorter == value:
            return value
        value = shorter


def _stripped(value: str) -> str:
    seen = [place for place, sign in enumerate(value) if not (sign.isspace() or category(sign) in _UNSEEN)]
    return value[seen[0] : seen[-1] + 1] if seen else ""


def _unquoted(value: str) -> str:
    if value and value[0] in _QUOTES:
        return value[1:].removesuffix(_QUOTES[value[0]])
    last = value[-1:]
    opened = any(opening in value[:-1] for opening, closing in _QUOTES.items() if closing == last)
    return value[:-1] if last in _QUOTES.values() and not opened else value


def of_a_service(name: str) -> bool:
    """Whether Kubernetes makes a variable of this name for a Service."""
    return _SERVICE.fullmatch(name) is not None


def _mistyped(environment: Mapping[str, str], variables: Mapping[str, str], elsewhere: str) -> Iterator[str]:
    """A variable with our prefix that is not a setting would silently do nothing."""
    meant = {variable.removeprefix(PREFIX): variable for variable in variables}
    for name in sorted(environment):
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper in variables or of_a_service(upper):
            continue
        if upper.startswith(f"{PREFIX}CHANNEL__"):
            yield f"{name}: {elsewhere}"
        else:
            near = difflib.get_close_matches(upper.removeprefix(PREFIX), meant, 1)
            hint = f"; do you mean {meant[near[0]]}?" if near else "; config/default.yaml names them all"
            yield f"{name}: there is no such setting{hint}"
