"""What a form that was filled in must contain: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, InstanceOf

Text = InstanceOf[str]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


def _about(written: str) -> str:
    """What we wrote into the form when it was drawn."""
    if not isinstance(json.loads(written or "{}"), dict):
        raise ValueError("no object")
    return written


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block.get("type") == "input":
        _Input.model_validate(block)
    return block


class _Element(_Part):
    type: Text


class _Input(_Part):
    block_id: Text
    element: _Element


class _Chosen(_Part):
    value: Text


class _Value(_Part):
    value: Text | None = None
    selected_option: _Chosen | None = None
    selected_options: list[_Chosen] | None = None
    selected_date: Annotated[str, AfterValidator(dt.date.fromisoformat)] | None = None
    selected_users: list[Text] | None = None


class _State(_Part):
    values: dict[str, dict[str, _Value]]


class FilledIn(_Part):
    callback_id: Text
    blocks: list[Annotated[dict[str, Any], AfterValidator(_block)]]
    state: _State
    private_metadata: Annotated[str, AfterValidator(_about)] | None = None
