"""A Slack with latency, for benchmarks: `python -m tests.benchmarks.slow_slack SECONDS` prints its address.

It counts the posts that it accepts; GET /count returns how many, and how many of them it already had.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from aiohttp import web


class SlowSlack:
    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._seen: set[str] = set()
        self._posts = 0
        self._twice = 0

    async def post(self, request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        body: dict[str, Any] = await request.json() if is_json else dict(await request.post())
        metadata = body.get("metadata") or "{}"
        payload = json.loads(metadata) if isinstance(metadata, str) else metadata
        id = payload.get("event_payload", {}).get("id", "")
        await asyncio.sleep(self._latency)
        self._posts += 1
        self._twice += bool(id) and id in self._seen
        self._seen.add(id)
        return web.json_response({"ok": True, "ts": f"1.{self._posts:06}", "channel": body["channel"]})

    async def count(self, _: web.Request) -> web.Response:
        found = {"posts": self._posts, "twice": self._twice}
        self._posts = self._twice = 0
        self._seen.clear()
        return web.json_response(found)


async def main(latency: float) -> None:
    slack = SlowSlack(latency)
    application = web.Application()
    application.router.add_post("/api/chat.postMessage", slack.post)
    application.router.add_get("/count", slack.count)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
