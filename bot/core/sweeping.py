"""Works through everything that is due, skipping what cannot be done now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")

BATCH = 100


async def sweep(
    due: Callable[[int], Awaitable[Sequence[T]]],
    work: Callable[[T], Awaitable[int]],
    name: Callable[[T], Hashable],
    stopping: Callable[[], bool] = lambda: False,
    failed: Callable[[T], None] | None = None,
) -> int:
    """Do `work` on all that is due; returns the sum of its results. `due` gives the first items, as many as asked
    for; `name` identifies them.

    An item whose work comes to 0 stays due for the next sweep, and does not hold up the items after it. With
    `failed`, which logs an error of one item, an error counts as 0 too.
    """
    done = 0
    stuck: set[Hashable] = set()
    while fresh := [one for one in await due(BATCH + len(stuck)) if name(one) not in stuck]:
        for one in fresh:
            if stopping():
                return done
            try:
                came_to = await work(one)
            except Exception:  # one failure must not stop the others
                if failed is None:
                    raise
                failed(one)
                came_to = 0
            done += came_to
            if not came_to:
                stuck.add(name(one))
    return done
