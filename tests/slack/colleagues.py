"""Does what colleagues do: press buttons, fill in forms and answer direct messages, each as Slack sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Lead
from tests.factories import C1, NINE
from tests.fakes.forms import filled
from tests.fakes.slack import button, buttons, labelled, words
from tests.fakes.web_api import RESPONSE, WORKSPACE
from tests.running import Running
from tests.slack_limits import check

VERA = "U1VERA"
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
SECRET = "fluister ik een geheime zin"
"""A plan, which nobody else may read."""
EPHEMERAL = "chat.postEphemeral"
CHECK_IN_DAY = dt.datetime(2025, 1, 14, 9, 5, tzinfo=dt.UTC)
"""Five working days after the tip of NINE, just after 10:00 in Amsterdam; two days later everything is counted."""
COUNT_DAY = dt.datetime(2025, 1, 16, 9, 5, tzinfo=dt.UTC)


def users(count: int, first: int = 100) -> list[str]:
    return [f"U{number}VOORBEELD" for number in range(first, first + count)]


def direct(user: str) -> str:
    """The id of somebody's conversation with the bot."""
    return f"D{user[1:]}"


@dataclass
class Colleagues:
    """Does what people do in C1 and in their own conversations with the bot."""

    running: Running

    def tip(self) -> dict[str, Any]:
        """The newest tip in the channel."""
        return [
            one for one in self.running.api.messages if "thread_ts" not in one and one["channel"] == "C1"
        ][-1]

    def thread(self) -> Sequence[str]:
        """What the bot said under tips."""
        return [words(one) for one in self.running.api.messages if "thread_ts" in one]

    def letters(self, user: str) -> list[dict[str, Any]]:
        """The direct messages of the bot to one person."""
        return [one for one in self.running.api.messages if one["channel"] == direct(user)]

    async def press(
        self,
        label: str,
        user: str = VERA,
        on: Mapping[str, Any] | None = None,
        *,
        channel: str = "C1",
        team: str = WORKSPACE,
    ) -> dict[str, Any]:
        """Press a button of the newest tip, or of the message `on`; returns the form or the message that follows."""
        slack, api = self.running.slack, self.running.api
        forms, answers = len(api.of("views.open")), len(api.of(RESPONSE))
        message = self.tip() if on is None else on
        body = slack.block_actions(button(message, label), message.get("ts", "1700.1"), user)
        body["container"] |= {
            "channel_id": message.get("channel", channel),
            "is_ephemeral": "ts" not in message,
        }
        body["team"] = {"id": team}
        body["user"]["team_id"] = team
        response = await slack.interact(body)
        assert (response.status_code, response.content) == (200, b"")
        if len(opened := api.of("views.open")) > forms:
            view: dict[str, Any] = opened[-1]["view"]
            check(view, "modal")
            return view
        answer = (await api.wait(RESPONSE, answers + 1))[-1]
        check(answer)
        return answer

    async def send(self, view: Mapping[str, Any], user: str = VERA) -> dict[str, Any]:
        """Send a form; Slack's answer is {"response_action": …}."""
        slack = self.running.slack
        before, slack.person = slack.person, user
        response = await slack.submit(view)
        slack.person = before
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def form(self, user: str = VERA, on: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The form of a plan on the newest tip, or on the message `on`; or the one that changes the plan that is
        there."""
        offered = await self.press("Ik doe dit", user, on)
        labels = [labelled(one) for one in buttons(offered)]
        return await self.press("Zelf kiezen" if "Zelf kiezen" in labels else "Verander", user, offered)

    async def sent(self, view: Mapping[str, Any], user: str = VERA, **fields: Any) -> dict[str, Any]:
        """Fill in a form; returns the message that then stands where it was opened."""
        before = len(self.running.api.of(RESPONSE))
        assert await self.send(filled(view, **fields), user) == {"response_action": "clear"}
        answer = (await self.running.api.wait(RESPONSE, before + 1))[-1]
        check(answer)
        return answer

    async def plan(self, user: str = VERA, **fields: Any) -> dict[str, Any]:
        """Make a plan in one's own words on the newest tip; returns what the person then sees."""
        return await self.sent(await self.form(user), user, **fields)

    async def asked(self, day: dt.datetime = CHECK_IN_DAY) -> None:
        """Let time pass until the check-ins of this day came: two hours after the tip, if one comes that day."""
        await self.running.tick(day)
        await self.running.tick(day + dt.timedelta(hours=2, minutes=1))

    async def answer(self, label: str, user: str) -> dict[str, Any]:
        """Answer the newest question about a plan."""
        return await self.press(label, user, self.letters(user)[-1])

    async def lead(self, user: str = VERA) -> None:
        """Make somebody the lead of C1."""
        change = Act(user, NINE).change("lead", None, user)
        await SqlLeadStore(self.running.ledger._engine).add(C1, Lead(user), change)
