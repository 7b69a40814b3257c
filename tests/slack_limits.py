"""Checks messages and views against the limits in Slack's Block Kit reference, in a table of the tests' own:
https://docs.slack.dev/reference/block-kit"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TEXT = 40_000
BLOCKS = {"message": 50, "home": 100, "modal": 100}
LENGTHS: dict[tuple[str, str], tuple[int, int]] = {
    ("header", "text"): (1, 150),
    ("section", "text"): (1, 3000),
    ("context", "element"): (1, 3000),
    ("button", "text"): (1, 75),
    ("button", "action_id"): (1, 255),
    ("button", "value"): (1, 2000),
    ("confirm", "title"): (1, 100),
    ("confirm", "text"): (1, 300),
    ("confirm", "confirm"): (1, 30),
    ("confirm", "deny"): (1, 30),
    ("modal", "title"): (1, 24),
    ("modal", "submit"): (1, 24),
    ("modal", "close"): (1, 24),
    ("input", "label"): (1, 2000),
    ("input", "hint"): (1, 2000),
    ("input", "placeholder"): (1, 150),
    ("option", "text"): (1, 75),
    ("option", "value"): (1, 150),
}
KNOWN = {
    "header": {"type", "text", "block_id"},
    "section": {"type", "text", "block_id", "fields", "accessory", "expand"},
    "context": {"type", "elements", "block_id"},
    "actions": {"type", "elements", "block_id"},
    "divider": {"type", "block_id"},
    "input": {"type", "block_id", "label", "hint", "element", "optional", "dispatch_action"},
}
_ANY = {"type", "action_id", "placeholder"}
INPUTS = {
    "plain_text_input": _ANY | {"initial_value", "multiline", "max_length"},
    "static_select": _ANY | {"options", "initial_option"},
    "checkboxes": _ANY - {"placeholder"} | {"options", "initial_options"},
    "datepicker": _ANY | {"initial_date"},
    "multi_users_select": _ANY | {"initial_users"},
    "file_input": _ANY - {"placeholder"} | {"filetypes", "max_files"},
}
OPTIONS = {"static_select": 100, "checkboxes": 10}
PLAIN_ONLY = {
    ("header", "text"),
    ("button", "text"),
    ("confirm", "title"),
    ("confirm", "confirm"),
    ("confirm", "deny"),
    ("modal", "title"),
    ("modal", "submit"),
    ("modal", "close"),
    ("input", "label"),
    ("input", "hint"),
    ("input", "placeholder"),
    ("option", "text"),
}


def check(message: Mapping[str, Any], surface: str = "message") -> None:
    """Raise AssertionError if Slack would refuse it, or if a text could become a link or a mention."""
    if surface == "message":
        assert 1 <= len(message["text"]) <= TEXT
        assert message.get("unfurl_links") is message.get("unfurl_media") is False
    if surface == "modal":
        for name in {"title", "submit", "close"} & set(message):
            _text(message[name], "modal", name)
        assert len(message["private_metadata"]) <= 3000
        ids = [block["block_id"] for block in message["blocks"] if "block_id" in block]
        assert len(set(ids)) == len(ids)
    blocks: Sequence[Mapping[str, Any]] = message["blocks"]
    assert 1 <= len(blocks) <= BLOCKS[surface]
    for block in blocks:
        kind = block["type"]
        assert kind in KNOWN, kind
        assert set(block) <= KNOWN[kind], block
        if kind in ("header", "section"):
            _text(block["text"], kind, "text")
        if kind == "context":
            assert 1 <= len(block["elements"]) <= 10
            for element in block["elements"]:
                _text(element, kind, "element")
        if kind == "input":
            _input(block)
        if kind == "actions":
            assert 1 <= len(block["elements"]) <= 25
            names = [element["action_id"] for element in block["elements"]]
            assert len(set(names)) == len(names)
            for element in block["elements"]:
                _menu(element) if element["type"] == "overflow" else _button(element)


def _input(block: Mapping[str, Any]) -> None:
    for name in {"label", "hint"} & set(block):
        _text(block[name], "input", name)
    element = block["element"]
    assert set(element) <= INPUTS[element["type"]], element
    if "placeholder" in element:
        _text(element["placeholder"], "input", "placeholder")
    options = element.get("options", [])
    if element["type"] in OPTIONS:
        assert 1 <= len(options) <= OPTIONS[element["type"]]
    for option in options:
        _text(option["text"], "option", "text")
        _length(option["value"], "option", "value")
    chosen = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else []
    )
    assert all(option in options for option in chosen), "Slack refuses what is not one of the options"
    if "initial_options" in element:
        assert chosen, "Slack refuses an empty list"
    assert len(element.get("initial_value", "")) <= 3000


def _menu(element: Mapping[str, Any]) -> None:
    assert set(element) == {"type", "action_id", "options"}, element
    assert 1 <= len(element["options"]) <= 5
    for option in element["options"]:
        assert set(option) == {"text", "value"}, option
        _text(option["text"], "option", "text")
        _length(option["value"], "option", "value")


def _button(element: Mapping[str, Any]) -> None:
    assert set(element) <= {"type", "text", "action_id", "value", "style", "confirm", "url"}, element
    assert element["type"] == "button"
    assert element.get("style", "primary") in ("primary", "danger")
    _text(element["text"], "button", "text")
    _length(element["action_id"], "button", "action_id")
    if "value" in element:
        _length(element["value"], "button", "value")
    for name, held in element.get("confirm", {}).items():
        _text(held, "confirm", name)


def _text(held: Mapping[str, Any], kind: str, name: str) -> None:
    _length(held["text"], kind, name)
    assert held["type"] in ({"plain_text"} if (kind, name) in PLAIN_ONLY else {"plain_text", "mrkdwn"})
    if held["type"] == "mrkdwn":
        assert held["verbatim"] is True, "without it Slack makes links of names and addresses"
    else:
        assert held.get("emoji", False) is False or (kind == "confirm"), (
            "an emoji's name would become an emoji"
        )


def _length(words: str, kind: str, name: str) -> None:
    least, most = LENGTHS[kind, name]
    assert least <= len(words) <= most, f"{name} of a {kind} has {len(words)} characters"
