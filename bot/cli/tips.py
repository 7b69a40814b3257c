"""Commands on the library of tips: look at it, see which practices it covers, add to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shown import add_row, say
from bot.core.errors import LeiderschapError
from bot.library.tips import Audience, Library, Tip

if TYPE_CHECKING:
    from bot.library.articles import Articles

tips = typer.Typer(help="The library of tips.", no_args_is_help=True)

TEMPLATE = """\
# Tips of our own, in addition to the shipped ones. Check them with: LEIDERSCHAP_TIPS=FOLDER python -m bot check
theme: onze-tips                    # the name of this file, without .yaml
title: Onze eigen tips              # at most 60 characters
summary: Wat bij ons werkt.         # one sentence
minimum: 1                          # the fewest tips that the theme must have
practices:                          # each must occur in at least one tip
  luisteren: Luisteren naar elkaar
tips:
  - id: vraag-aan-de-balie          # never used again for another tip
    team:                           # in the channel: one act that anybody can do alone; or leave this voice out
      title: Stel een vraag aan de balie
      why: Aan de balie horen ze als eerste wat klanten dwarszit, en wij horen het als laatste.
      do: Loop deze week langs de balie en vraag wat er speelt.   # at most 25 words; with title and why at most 46
      now: Bedenk welke vraag jij daar zou stellen.               # a first move of at most five minutes
      steps:                        # none to four; they open behind a button
        - Kies een rustig moment.
        - Vertel in het kanaal wat je hoorde.
      minutes: 15                   # 5 to 30, the reader's own part; together: 45 adds what the team spends on it
      if_then:                      # reads as: Als <when>, dan <then>.
        when: ik langs de balie loop
        then: vraag ik wat klanten deze week het meest vroegen
    lead:                           # to whoever leads the channel, the working day before; or leave this voice out
      title: Werk een uur aan de balie
      why: Je leest elke maand wat klanten vinden, en hoorde het dit jaar nog niet een keer zelf.
      do: Zet in je agenda een uur aan de balie, en zeg aan wie daar werkt waarom je komt.
      now: Open je agenda en zoek dat uur.
      minutes: 10
      if_then:
        when: ik een cijfer over klanten lees
        then: vraag ik aan de balie wat zij erbij horen
    question: Wat hoort de balie dat wij niet horen?   # joins the two
    source: {article: beleiderschap, section: listen}   # an article and one of its sections
    practices: [luisteren]
"""


def _content() -> tuple[Articles, Library]:
    from bot import settings
    from bot.library import shipped

    loaded = settings.load()
    found = shipped.articles(loaded.articles)
    return found, shipped.library(found, loaded.tips)


@tips.command("show")
def show(id: Annotated[str, typer.Argument(help="The id of a tip.")]) -> None:
    """Draw a tip as Slack will show it: in the channel, and behind its button to each whom it speaks to."""
    from rich.console import Console

    from bot.channels.voices import messages as tip_messages
    from bot.demo.drawing import draw

    found, library = _content()
    tip = library.find(id)
    if tip is None:
        raise LeiderschapError(f"there is no tip {id!r}; `python -m bot tips list` lists them")
    behind = [tip_messages.how(tip, voice, found.sources) for voice in (tip.team, tip.lead) if voice]
    for message in (tip_messages.nudge(tip, found.sources), *behind):
        Console(width=100).print(draw(message, "leiderschap", lambda _button: ""))


@tips.command("new")
def new(folder: Annotated[Path, typer.Argument(help="The folder for your own tips.")]) -> None:
    """Write a filled-in file of tips to start from; existing files are never overwritten."""
    path = folder / "onze-tips.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise LeiderschapError(f"{path} exists already; add your tip to it") from None
    except OSError as error:
        raise LeiderschapError(f"{path} cannot be written: {error.strerror}") from None
    say(f"wrote {path}; change it, then run: LEIDERSCHAP_TIPS={folder} python -m bot check")


@tips.command("list")
def list_tips(
    theme: Annotated[str | None, typer.Option(help="Only this theme.")] = None,
    series: Annotated[str | None, typer.Option(help="Only this series, in its order.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Only tips of at most this many minutes.")] = None,
    role: Annotated[Audience | None, typer.Option(help="Only tips for leader, team or both.")] = None,
) -> None:
    """List the tips, one on each line."""
    _, library = _content()
    chosen: list[Tip] = list(library.tips.values())
    if series is not None:
        if series not in library.series:
            raise typer.BadParameter(f"there is no series {series!r}; there are {', '.join(library.series)}")
        chosen = [library.tips[id] for id in library.series[series].tips]
    if theme is not None and theme not in library.themes:
        raise typer.BadParameter(f"there is no theme {theme!r}; there are {', '.join(library.themes)}")
    for tip in chosen:
        if (
            theme in (None, tip.theme)
            and tip.voice.minutes <= (minutes or 60)
            and role in (None, tip.audience)
        ):
            say(f"{tip.id:<34} {tip.voice.minutes:>2} min  {tip.audience:<6}  {tip.title}")


@tips.command("coverage")
def coverage() -> None:
    """Show which practices the tips cover; exits with 1 if one is missing."""
    from rich.console import Console
    from rich.table import Table

    from bot.library.coverage import coverage as measure_coverage

    _, library = _content()
    table = Table("theme", "practice", "tips", "articles")
    gaps: list[str] = []
    for row in measure_coverage(library):
        total = f"{len(row.tips)} of at least {row.theme.minimum}"
        add_row(table, row.theme.id, "", total, ", ".join(row.articles), style="bold")
        for practice, carried in row.carried.items():
            sources = ", ".join(dict.fromkeys(tip.source.article for tip in carried))
            add_row(table, "", row.theme.practices[practice], str(len(carried)), sources)
        gaps += (f"{row.theme.id}: {gap}" for gap in row.gaps)
    Console(width=150).print(table)
    for gap in gaps:
        say(gap, error=True)
    if gaps:
        raise typer.Exit(1)
