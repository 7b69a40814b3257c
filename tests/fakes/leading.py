"""Does what a lead does in Slack: open a form by typing, change it, send it, click in forms and on the home tab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.fakes.forms import filled
from tests.fakes.slack import Slack, button
from tests.fakes.web_api import RESPONSE
from tests.slack_limits import check

View = dict[str, Any]


async def typed(slack: Slack, text: str, **fields: str) -> View:
    """The form that a command opens."""
    before = len(slack.api.of("views.open"))
    body = httpx.QueryParams(slack.command_fields(text, **fields))
    response = await slack.send(str(body).encode())
    assert (response.status_code, response.text) == (200, ""), response.text
    view: View = slack.api.of("views.open")[before]["view"]
    check(view, "modal")
    return view


async def sent(slack: Slack, view: Mapping[str, Any], **fields: Any) -> View:
    """The answer to the form, sent with these fields filled in."""
    response = await slack.submit(filled(view, **fields))
    assert response.status_code == 200, response.text
    answer: View = response.json()
    if "view" in answer:
        check(answer["view"], "modal")
    return answer


async def shown(slack: Slack, view: Mapping[str, Any], **fields: Any) -> View:
    """The form that replaces this one after it is sent."""
    answer = await sent(slack, view, **fields)
    assert answer["response_action"] == "update", answer
    held: View = answer["view"]
    return held


async def saved(slack: Slack, view: Mapping[str, Any], **fields: Any) -> View:
    """The form after it is sent twice: to check it, and to save it."""
    return await shown(slack, await shown(slack, view, **fields), **fields)


async def changed(slack: Slack, view: Mapping[str, Any], field: str, value: Any) -> list[View]:
    """Change a watched field of an open form; returns all calls of `views.update` so far."""
    now = filled(view, **{field: value})
    [state] = now["state"]["values"][field].values()
    action = {
        "type": state["type"],
        "block_id": field,
        "action_id": next(iter(now["state"]["values"][field])),
    }
    await slack.interact(in_view(slack, now, action))
    return slack.api.of("views.update")


async def more(slack: Slack, view: Mapping[str, Any], **fields: Any) -> View:
    """The form with all settings, after *Meer instellingen* was ticked in one with these fields filled in."""
    before = len(slack.api.of("views.update"))
    now = filled(view, more=("more",), **fields)
    action = {
        "type": "checkboxes",
        "block_id": "more",
        "action_id": next(iter(now["state"]["values"]["more"])),
    }
    await slack.interact(in_view(slack, now, action))
    [update] = slack.api.of("views.update")[before:]
    check(update["view"], "modal")
    held: View = update["view"]
    return held


def in_view(slack: Slack, view: Mapping[str, Any], action: Mapping[str, Any]) -> dict[str, Any]:
    """A click in a form or on the home tab, which has no `response_url`."""
    payload = slack.block_actions(action)
    del payload["response_url"], payload["channel"]
    return payload | {
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "hash": "h", **view},
    }


async def clicked(slack: Slack, message: Mapping[str, Any], label: str) -> dict[str, Any]:
    """The message that answers a click on this button of a message."""
    before = len(slack.api.of(RESPONSE))
    response = await slack.click(button(message, label))
    assert (response.status_code, response.content) == (200, b"")
    answer = (await slack.api.wait(RESPONSE, before + 1))[before]
    check(answer)
    return answer


async def opened_by(slack: Slack, message: Mapping[str, Any], label: str) -> View:
    """The form that a click on this button of a message opens."""
    before = len(slack.api.of("views.open"))
    await slack.click(button(message, label))
    view: View = slack.api.of("views.open")[before]["view"]
    check(view, "modal")
    return view


def text_of(view: Mapping[str, Any]) -> str:
    """What a person reads in a form: its texts, labels and hints."""
    lines = []
    for block in view["blocks"]:
        for name in ("text", "label", "hint"):
            if name in block:
                lines.append(block[name]["text"])
        for element in block.get("elements", ()):
            held = element["text"]
            lines.append(held["text"] if isinstance(held, dict) else held)
    return "\n".join(lines)


def led_by(user: str, **fields: str) -> str:
    """The channels file that makes this person the lead of #leiderschap, where tips speak to the team alone."""
    more = "".join(f"    {name}: {value}\n" for name, value in ({"voice": "team"} | fields).items())
    return f"""
channels:
  - channel: "#leiderschap"
    weekday: dinsdag
    time: "09:00"
    leads: [{user}]
{more}"""
