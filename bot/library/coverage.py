"""Tells whether the tips cover the practices of each theme."""

from __future__ import annotations

from dataclasses import dataclass

from bot.library.tips import Library, Theme, Tip


@dataclass(frozen=True, slots=True)
class Coverage:
    """A theme, its tips (`carried`: by practice, where a practice without tips is a gap), and the articles that they
    come from."""

    theme: Theme
    tips: tuple[Tip, ...]
    carried: dict[str, tuple[Tip, ...]]
    articles: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing, one sentence each; empty if the theme is complete."""
        found = [
            f"practice '{practice}' has no tip: {self.theme.practices[practice]}"
            for practice, tips in self.carried.items()
            if not tips
        ]
        if len(self.tips) < self.theme.minimum:
            found.insert(0, f"{len(self.tips)} tips of at least {self.theme.minimum}")
        return tuple(found)


def coverage(library: Library) -> tuple[Coverage, ...]:
    """One for each theme, in the order of the library."""
    return tuple(_of(theme, library.of_themes((theme.id,))) for theme in library.themes.values())


def _of(theme: Theme, tips: tuple[Tip, ...]) -> Coverage:
    carried = {
        practice: tuple(tip for tip in tips if practice in tip.practices) for practice in theme.practices
    }
    return Coverage(theme, tips, carried, tuple(dict.fromkeys(tip.source.article for tip in tips)))
