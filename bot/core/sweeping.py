"""Goes through everything that is due, past what cannot be done now."""

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
    """Do `work` on all that is due; the sum of what each came to. `due` gives the first ones, as many as it is asked
    for; `name` tells them apart.

    What came to nothing stays due: it waits for the next sweep, and holds up nothing that comes after it. Where
    `failed` logs what was raised for one, that comes to nothing too.
    """
    done = 0
    stuck: set[Hashable] = set()
    while fresh := [one for one in await due(BATCH + len(stuck)) if name(one) not in stuck]:
        for one in fresh:
            if stopping():
                return done
            try:
                came_to = await work(one)
            except Exception:  # one that cannot be done must not stop the others
                if failed is None:
                    raise
                failed(one)
                came_to = 0
            done += came_to
            if not came_to:
                stuck.add(name(one))
    return done
