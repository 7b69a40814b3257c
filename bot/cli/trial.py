"""`trial report`: the result of the trial of the plan button, in all channels that take part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.awaiting import awaited
from bot.cli.shown import say

if TYPE_CHECKING:
    from bot.habits.trial.model import Arms, Report

trial = typer.Typer(help="The trial of the plan button.", no_args_is_help=True)


@trial.callback()
def _group() -> None:
    """Keeps `report` a subcommand while it is the only one."""


@trial.command()
@awaited
async def report() -> None:
    """Print the counts of both arms, their difference with its interval, and a permutation test on the seed."""
    from bot import settings
    from bot.database.engine import opened
    from bot.habits.trial import model as trials
    from bot.habits.trial.store import SqlTrialStore

    async with opened(settings.load().database_url.get_secret_value(), read_only=True) as engine:
        made = trials.report(await SqlTrialStore(engine).weeks())
    say("\n".join(lines(made)))


def lines(made: Report) -> list[str]:
    """The report as a person reads it."""
    from bot.habits import texts
    from bot.habits.trial import model as trials

    if made.plan is None or made.plain is None or made.difference is None or made.interval is None:
        return [texts.TRIAL_WEEKS.format(weeks=made.weeks), texts.TRIAL_TOO_FEW]
    low, high = (texts.POINTS.format(points=100 * bound) for bound in made.interval)
    return [
        texts.TRIAL_USED.format(weeks=made.weeks, used=made.used),
        _arm(texts.TRIAL_PLAN, made.plan),
        _arm(texts.TRIAL_PLAIN, made.plain),
        texts.TRIAL_DIFFERENCE.format(
            points=texts.POINTS.format(points=100 * made.difference), low=low, high=high
        ),
        texts.TRIAL_P.format(p=f"{made.p:.2f}".replace(".", ","), draws=trials.DRAWS),
        texts.TRIAL_HOW,
    ]


def _arm(name: str, arm: Arms) -> str:
    from bot.habits import texts

    share = f"{100 * arm.share:.0f}"
    return texts.TRIAL_ARM.format(name=name, weeks=arm.weeks, yes=arm.yes, no=arm.no, share=share)
