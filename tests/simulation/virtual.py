"""An event loop in virtual time: when every task waits, time jumps to the next timer, so a week takes no time.

It keeps the order of asyncio's own loop, and omits what only a real one needs: files, sockets, signals and threads. A
history has hundreds of thousands of waits, and these took half of its time.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from functools import partial
from typing import Any, TypeVar, TypeVarTuple, cast

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

RESOLUTION = 1e-6
"""In seconds. After 2**24 seconds (194 days) a float cannot represent a nanosecond, and a timer that is due would never
count as due."""
FEW = 100
"""Up to this many timers, cancelled ones stay until their turn; with more, they are removed together."""


class Deadlock(AssertionError):
    """All tasks wait for something that cannot happen."""


class _Timer(float):
    """The second at which something must be called. It is a float, so that a heap compares two of them quickly."""

    __slots__ = ("call", "cancelled", "gone", "loop")

    loop: VirtualLoop
    call: Callable[[], object]
    cancelled: bool
    gone: bool

    def cancel(self) -> None:
        if not self.cancelled:
            self.cancelled = True
            self.loop.cancelled += not self.gone


class _Soon:
    __slots__ = ("call", "cancelled")

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


def _in_context(
    callback: Callable[..., object], args: tuple[Any, ...], context: Context | None
) -> Callable[[], object]:
    return partial((context or copy_context()).run, callback, *args)


class VirtualLoop(asyncio.AbstractEventLoop):
    """The part of an event loop that tasks, futures and timers need."""

    def __init__(self) -> None:
        self.cancelled = 0
        self.now = 0.0
        self._ready: deque[_Soon | _Timer] = deque()
        self._timers: list[_Timer] = []
        self._stopping = self._running = self._closed = False

    def time(self) -> float:
        return self.now

    def skip(self, seconds: float) -> bool:
        """Let this time pass at once, if nothing comes in it and nothing else is to be done before; else it stays."""
        end = self.now + seconds
        if self._ready or (self._timers and self._timers[0] < end + RESOLUTION):
            return False
        # As if it had been waited for: where two timers are due together, the heap's past says which is called first.
        heapq.heappush(self._timers, cast(_Timer, end))
        heapq.heappop(self._timers)
        self.now += max(end - self.now, 0.0)
        return True

    def call_soon(self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None) -> Any:
        soon = _Soon(_in_context(callback, args, context))
        self._ready.append(soon)
        return soon

    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> Any:
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> Any:
        timer = _Timer(when)
        timer.loop, timer.call = self, _in_context(callback, args, context)
        timer.cancelled = timer.gone = False
        heapq.heappush(self._timers, timer)
        return timer

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(
        self, coro: Any, *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[Any]:
        return asyncio.Task(coro, loop=self, name=name, context=context)

    def run_until_complete(self, future: Any) -> Any:
        done = asyncio.ensure_future(future, loop=self)
        done.add_done_callback(lambda _: self.stop())
        self.run_forever()
        return done.result()

    def run_forever(self) -> None:
        asyncio._set_running_loop(self)  # its docstring allows this for event loops
        self._running = True
        try:
            while not self._stopping:
                self._once()
        finally:
            self._stopping = self._running = False
            asyncio._set_running_loop(None)

    def _once(self) -> None:
        """Call everything that is ready; if nothing is, move time to the next timer first."""
        timers, ready = self._timers, self._ready
        if self.cancelled > FEW / 2 and len(timers) > FEW and self.cancelled / len(timers) > 0.5:
            timers[:] = [timer for timer in timers if not timer.cancelled]
            heapq.heapify(timers)
            self.cancelled = 0
        while timers and timers[0].cancelled:
            self.cancelled -= 1
            heapq.heappop(timers).gone = True
        if not ready:
            if not timers:
                raise Deadlock("everybody waits for nothing")
            self.now += max(timers[0] - self.now, 0.0)
        due = self.now + RESOLUTION
        while timers and timers[0] < due:
            timer = heapq.heappop(timers)
            timer.gone = True
            ready.append(timer)
        for _ in range(len(ready)):
            soon = ready.popleft()
            if not soon.cancelled:
                soon.call()

    def stop(self) -> None:
        self._stopping = True

    def close(self) -> None:
        self._closed = True

    def is_running(self) -> bool:
        return self._running

    def is_closed(self) -> bool:
        return self._closed

    def get_debug(self) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        raise AssertionError(context["message"]) from context.get("exception")

    async def shutdown_asyncgens(self) -> None:
        """Does nothing: asynchronous generators are closed by the code that uses them."""

    async def shutdown_default_executor(self) -> None:
        """Does nothing: there is no executor."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in a new loop, which begins at second 0."""
    with asyncio.Runner(loop_factory=cast(Any, VirtualLoop)) as runner:
        return runner.run(work)
