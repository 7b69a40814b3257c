"""Draws a neutral `Form` as Slack's modal, and reads what a modal sends back as plain values. It knows the limits of
modals.

An input's block_id is the name of its field. As long as block_id and action_id stay the same, Slack keeps what a
person filled in, whatever the view says (https://docs.slack.dev/reference/views/modal-views); the action_id contains
the form's edition, so that a new edition shows its own values.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.core import texts
from bot.core.forms import (
    Checkboxes,
    Choice,
    DateField,
    Field,
    FileField,
    Form,
    Option,
    PeopleField,
    TextField,
    Upload,
    Value,
)
from bot.core.visible import visible
from bot.core.words import filled
from bot.slack.blocks import blocks
from bot.slack.mrkdwn import plain
from bot.slack.words import WORDS

WATCHED = "field"
"""The first half of every input's action_id."""
MAX_BLOCKS = 100
MAX_TITLE = 24
MAX_LABEL = 75
MAX_PLACEHOLDER = 150
MAX_OPTIONS = 100
MAX_CHECKBOXES = 10
"""The limits of https://docs.slack.dev/reference/views/modal-views and of the elements in
https://docs.slack.dev/reference/block-kit/block-elements."""
ANSWER_TO = "answer_to"
"""Not a name in `Form.about`."""
_PART = "/"
"""Separates the name of a field from the number of a group, if its checkboxes need several groups."""


def view(form: Form, answer_to: str = "") -> dict[str, Any]:
    """The form for `views.open`, `views.push` and `views.update`. Raises ValueError above one of Slack's limits.

    `answer_to` is the `response_url` of the click that opens it, which comes back with what was filled in.
    """
    form = filled(form, WORDS)
    for words in (form.title, form.submit, form.close):
        if len(words) > MAX_TITLE:
            raise ValueError(f"“{words}” has more than {MAX_TITLE} characters")
    rows: list[dict[str, Any]] = []
    for part in form.parts:
        rows += _inputs(part, form.edition) if isinstance(part, Field) else blocks((part,))
    if len(rows) > MAX_BLOCKS:
        raise ValueError(f"a form of {len(rows)} blocks; Slack takes {MAX_BLOCKS}")
    drawn: dict[str, Any] = {
        "type": "modal",
        "callback_id": form.name,
        "title": _plain(form.title),
        "close": _plain(form.close),
        "private_metadata": json.dumps({**form.about, **({ANSWER_TO: answer_to} if answer_to else {})}),
        "blocks": rows,
    }
    return {**drawn, "submit": _plain(form.submit)} if form.submit else drawn


def _inputs(field: Field, edition: str) -> Iterator[dict[str, Any]]:
    if isinstance(field, Checkboxes):
        yield from _boxes(field, edition)
        return
    optional = isinstance(field, PeopleField | FileField) or (
        isinstance(field, TextField | DateField) and not field.required
    )
    yield _input(field, field.name, field.label, _element(field), edition, optional=optional)


def _boxes(field: Checkboxes, edition: str) -> Iterator[dict[str, Any]]:
    """Groups of as many checkboxes as Slack accepts."""
    for start in range(0, len(field.options), MAX_CHECKBOXES):
        options = field.options[start : start + MAX_CHECKBOXES]
        ticked = [_option(option) for option in options if option.value in field.chosen]
        element: dict[str, Any] = {"type": "checkboxes", "options": [_option(option) for option in options]}
        if ticked:
            element["initial_options"] = ticked
        name = f"{field.name}{_PART}{start // MAX_CHECKBOXES}" if start else field.name
        label = texts.CONTINUED.format(label=field.label) if start else field.label
        yield _input(field, name, label, element, edition, optional=True)


def _input(
    field: Field, block: str, label: str, element: dict[str, Any], edition: str, *, optional: bool
) -> dict[str, Any]:
    watched = isinstance(field, Choice | Checkboxes) and field.watched
    drawn: dict[str, Any] = {
        "type": "input",
        "block_id": block,
        "label": _plain(label),
        "element": {**element, "action_id": f"{WATCHED}:{edition}"},
        "optional": optional,
        "dispatch_action": watched,
    }
    return {**drawn, "hint": _plain(field.hint)} if field.hint else drawn


def _element(field: TextField | Choice | DateField | PeopleField | FileField) -> dict[str, Any]:
    match field:
        case TextField():
            drawn: dict[str, Any] = {
                "type": "plain_text_input",
                "multiline": field.multiline,
                "max_length": field.most,
            }
            if field.example:
                drawn["placeholder"] = _plain(field.example, MAX_PLACEHOLDER)
            value = visible(field.value)
            return {**drawn, "initial_value": value} if value else drawn
        case Choice():
            return _select(field)
        case DateField():
            picker = {"type": "datepicker"}
            return {**picker, "initial_date": field.value.isoformat()} if field.value else picker
        case PeopleField():
            people: dict[str, Any] = {"type": "multi_users_select"}
            return {**people, "initial_users": list(field.chosen)} if field.chosen else people
        case FileField():
            return {"type": "file_input", "filetypes": list(field.kinds), "max_files": 1}


def _select(field: Choice) -> dict[str, Any]:
    if len(field.options) > MAX_OPTIONS:
        raise ValueError(f"{field.name} has {len(field.options)} options; Slack takes {MAX_OPTIONS}")
    drawn: dict[str, Any] = {
        "type": "static_select",
        "options": [_option(option) for option in field.options],
    }
    chosen = next((option for option in field.options if option.value == field.chosen), None)
    if chosen is None:
        return drawn
    # People see this only in a client that does not show the initial option.
    return {
        **drawn,
        "placeholder": _plain(texts.NOW.format(value=chosen.label), MAX_PLACEHOLDER),
        "initial_option": _option(chosen),
    }


def _option(option: Option) -> dict[str, Any]:
    return {"text": _plain(option.label, MAX_LABEL), "value": option.value}


def _plain(words: str, most: int = 2000) -> dict[str, Any]:
    words = plain(words)
    cut = words if len(words) <= most else words[: most - 1] + "…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def about(view: Mapping[str, Any]) -> Mapping[str, str]:
    """The contents of `Form.about`."""
    held = json.loads(view.get("private_metadata") or "{}")
    return {str(name): str(value) for name, value in held.items() if name != ANSWER_TO}


def answer_to(view: Mapping[str, Any]) -> str:
    """Where the button that opened the form is answered; '' if it stood in a form or on the home tab."""
    return str(json.loads(view.get("private_metadata") or "{}").get(ANSWER_TO, ""))


Handed = Callable[[Mapping[str, Any]], Upload]
"""Makes what the rooms get of a file object of Slack."""


def values(view: Mapping[str, Any], handed: Handed | None = None) -> dict[str, Value]:
    """The values that were filled in, by field; a field that the client does not mention is left out, and a file
    where it is not `handed` over yet.

    Slack sends null for an emptied text. Some clients send null, or no boxes, for fields that were not touched (both
    seen, not documented); such a client is recognised by a field that shows something, cannot be emptied, and is
    empty all the same. Its empty values are taken to be the ones that were shown.
    """
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    sent: dict[str, Mapping[str, Any]] = {
        id: next(iter(held.values()), {}) for id, held in view["state"]["values"].items()
    }
    whole = all(
        _value(sent.get(block["block_id"], {})) not in (None, _NOTHING)
        for block in inputs
        if not block.get("optional") and _shown(block["element"])
    )
    found: dict[str, Value] = {}
    for block in inputs:
        id, element = block["block_id"], block["element"]
        if element["type"] == "file_input":
            # As Slack's own Bolt for JavaScript has it: https://github.com/slackapi/bolt-js/pull/1995
            held = next(iter(sent.get(id, {}).get("files") or ()), None)
            found |= {id: handed(held) if held else None} if handed else {}
            continue
        value = _value(sent.get(id, {}))
        if not whole and value in (None, (), _NOTHING):
            value = _value(shown) if (shown := _shown(element)) else _NOTHING
        if value is _NOTHING:
            continue
        if value is None and element["type"] == "plain_text_input":
            value = ""
        name = id.partition(_PART)[0]
        before = found.get(name)
        found[name] = before + value if isinstance(before, tuple) and isinstance(value, tuple) else value
    return found


_SENT = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_users": "selected_users",
}
"""Maps what an element shows at first to the key under which it sends its value."""


def _shown(element: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the untouched element would send; empty if it shows nothing."""
    held = {_SENT[name]: value for name, value in element.items() if name in _SENT}
    return {"type": element["type"], **held} if held else {}


_NOTHING = object()


def _value(sent: Mapping[str, Any]) -> Any:
    """The value of one element; None if it was emptied, _NOTHING if there is none."""
    match sent.get("type"):
        case "plain_text_input":
            return sent.get("value")
        case "static_select" | "radio_buttons":
            return (sent.get("selected_option") or {}).get("value", _NOTHING)
        case "checkboxes":
            chosen: Sequence[Mapping[str, str]] = sent.get("selected_options") or ()
            return tuple(option["value"] for option in chosen)
        case "datepicker":
            date = sent.get("selected_date")
            return dt.date.fromisoformat(date) if date else None
        case "multi_users_select" if isinstance(sent.get("selected_users"), list):
            return tuple(sent["selected_users"])
    return _NOTHING
