"""Fills in an open form, and makes what Slack, or the local Slack, then sends to the bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.slack.modal import MAX_CHECKBOXES

Filled = Mapping[str, Any]
"""Values by the name at the start of a field's block_id: a text, the value of an option, a tuple of values or people,
or a date."""


def filled(view: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """The view as Slack sends it: every field with the value it showed, or with the one given here. None empties a
    field."""
    return _sent(view, fields, whole=True)


def touched(view: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """The view as the local Slack sends it: only the fields given here have a value."""
    return _sent(view, fields, whole=False)


def _sent(view: Mapping[str, Any], fields: Filled, *, whole: bool) -> dict[str, Any]:
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    names = {block["block_id"].partition("/")[0] for block in blocks}
    assert set(fields) <= names, f"the form has no {set(fields) - names}"
    values = {}
    for block in blocks:
        name, element = block["block_id"].partition("/")[0], block["element"]
        state = _state(element, fields[name]) if name in fields else _untouched(element, whole=whole)
        values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **state}}
    return {"id": "V1", "hash": "1700.hash", **view, "state": {"values": values}}


def _state(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            assert value is None or len(value) <= element["max_length"]
            return {"value": value or None}
        case "static_select":
            [option] = [one for one in element["options"] if one["value"] == value]
            return {"selected_option": option}
        case "checkboxes":
            assert len(element["options"]) <= MAX_CHECKBOXES
            return {"selected_options": [one for one in element["options"] if one["value"] in value]}
        case "datepicker":
            return {"selected_date": value.isoformat() if isinstance(value, dt.date) else None}
        case "multi_users_select":
            return {"selected_users": list(value)}
        case "file_input":
            return {"files": list(value)}
    raise AssertionError(f"{element['type']} is not known here")


def _untouched(element: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    def shown(name: str, otherwise: Any) -> Any:
        return element.get(name, otherwise) if whole else otherwise

    match element["type"]:
        case "plain_text_input":
            return {"value": shown("initial_value", None)}
        case "static_select":
            return {"selected_option": shown("initial_option", None)}
        case "checkboxes":
            return {"selected_options": shown("initial_options", [])}
        case "datepicker":
            return {"selected_date": shown("initial_date", None)}
        case "multi_users_select":
            return {"selected_users": shown("initial_users", [])} if whole else {"selected_option": None}
        case "file_input":
            return {"files": []}
    raise AssertionError(f"{element['type']} is not known here")
