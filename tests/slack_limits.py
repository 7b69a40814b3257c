"""What Slack refuses: the limits that its Block Kit reference states, in a table of our own."""

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
}
KNOWN = {
    "header": {"type", "text", "block_id"},
    "section": {"type", "text", "block_id", "fields", "accessory", "expand"},
    "context": {"type", "elements", "block_id"},
    "actions": {"type", "elements", "block_id"},
    "divider": {"type", "block_id"},
}
PLAIN_ONLY = {
    ("header", "text"),
    ("button", "text"),
    ("confirm", "title"),
    ("confirm", "confirm"),
    ("confirm", "deny"),
}


def check(message: Mapping[str, Any], surface: str = "message") -> None:
    """Raise AssertionError where Slack would refuse, or where a text could come alive."""
    if surface == "message":
        assert 1 <= len(message["text"]) <= TEXT
        assert message.get("unfurl_links") is message.get("unfurl_media") is False
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
        if kind == "actions":
            assert 1 <= len(block["elements"]) <= 25
            names = [element["action_id"] for element in block["elements"]]
            assert len(set(names)) == len(names)
            for element in block["elements"]:
                _button(element)


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
