"""Reads standard input line by line, while the bot keeps running."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator

STDIN = 0


def is_terminal() -> bool:
    """Whether a person may be typing."""
    return os.isatty(STDIN)


async def lines() -> AsyncIterator[str]:
    """Each line as it comes, without its end; ends when standard input does, or if it cannot be read."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        # Unbuffered: a thread waiting inside sys.stdin's buffer makes the interpreter end with a fatal error (seen,
        # not documented).
        try:
            with open(STDIN, "rb", buffering=0, closefd=False) as stdin:
                for line in stdin:
                    loop.call_soon_threadsafe(queue.put_nowait, line.decode(errors="replace").strip())
        except OSError:  # nohup gives a standard input that cannot be read
            pass
        finally:
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True, name="keyboard").start()
    while (line := await queue.get()) is not None:
        yield line
