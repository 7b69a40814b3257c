"""Prints the result of an import: each article, or a summary of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.cli.shown import say
from bot.core.errors import Fault
from bot.library.importing.accounting import words_of
from bot.library.importing.importer import Imported, ImportOutcome

FEW = 20
"""Up to this many articles, notes and names of one kind are listed one by one; more are summed up."""


def tell(outcome: ImportOutcome, verbose: bool) -> None:
    """Print the result on one screen, however much there was; with `verbose` print all of it."""
    imported = outcome.imported
    if verbose or len(imported) <= FEW:
        for one in imported:
            _tell(one, verbose)
    else:
        _sum_up(imported)
    _tell_passed_over(outcome.passed_over, verbose)
    updated = sum(one.updated for one in imported)
    if len(imported) + len(outcome.passed_over) > 1 or (imported and outcome.faults):
        say(
            f"{len(imported) - updated} article(s) written, {updated} updated,"
            f" {len(outcome.faults)} fault(s), {len(outcome.passed_over)} passed over"
        )


def _sum_up(imported: Sequence[Imported]) -> None:
    """Print each note with the number of its articles, or with the name if there is only one."""
    of: dict[str, list[Imported]] = {}
    for one in imported:
        for note in one.notes:
            of.setdefault(note, []).append(one)
    for note, several in sorted(of.items(), key=lambda item: -len(item[1]))[:FEW]:
        say(f"note, {several[0].path if len(several) == 1 else f'{len(several)} articles'}: {note}")
    if len(of) > FEW:
        say(f"and {len(of) - FEW} other notes (--verbose lists them)")
    dropped = Counter(each.reason for one in imported for each in one.dropped)
    for reason, number in dropped.most_common(FEW):
        say(f"left out: {number} piece(s), {reason}")


def _tell_passed_over(passed_over: Iterable[Fault], verbose: bool) -> None:
    by_reason: dict[str, list[str]] = {}
    for fault in passed_over:
        by_reason.setdefault(fault.message, []).append(fault.file)
    for reason, names in by_reason.items():
        shown = names if verbose else names[:FEW]
        more = (
            f" and {len(names) - len(shown)} more (--verbose lists them)" if len(names) > len(shown) else ""
        )
        say(f"passed over, {reason}: {', '.join(shown)}{more}")


def _tell(one: Imported, verbose: bool) -> None:
    say(f"{'updated' if one.updated else 'wrote'} {one.path}: {one.article.title}")
    for note in one.notes:
        say(f"  note: {note}")
    if not one.article.link:
        say(
            "  note: its address is unknown; add a line 'link: https://…' under the title to let answers link to it"
        )
    if one.account:
        say(f"  {one.account.kept:,} of {one.account.source:,} words kept")
    for reason, count in Counter(dropped.reason for dropped in one.dropped).items():
        some = [dropped.text for dropped in one.dropped if dropped.reason == reason]
        words = sum(words_of(text).total() for text in some)
        say(f"  left out: {words} word(s) in {count} piece(s), {reason}")
        for text in some if verbose else ():
            say(f"    {text}")
    if verbose and one.account and one.account.lost:
        say(f"  lost without a reason: {', '.join(one.account.lost)}")
