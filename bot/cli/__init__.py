"""The command line: `python -m bot --help`.

Every command imports what it needs in its own body, so that no command waits for modules that it does not use.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from typing import NoReturn

import typer

from bot.cli import content, database, operate
from bot.cli.articles import articles
from bot.cli.channels import channels
from bot.cli.deliveries import deliveries
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.privacy import privacy
from bot.cli.search import search
from bot.cli.shown import say
from bot.cli.tips import tips
from bot.cli.trial import trial
from bot.core.errors import ContentError, LeiderschapError

_NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE, errno.EIO, errno.EBADF}
"""What the system says of output that it cannot write."""

app = typer.Typer(
    help="A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it prints local variables, including tokens
)


@app.callback()
def _warn(context: typer.Context) -> None:
    """A Slack bot that gives Dutch teams one small, sourced practice of social leadership a week."""
    from bot import settings

    if context.invoked_subcommand not in ("run", "doctor"):  # these report them in their own way
        for note in settings.notes():
            say(f"warning: {note}", error=True)


app.command()(operate.run)
app.command()(operate.migrate)
app.command()(operate.manifest)
app.command()(doctor)
app.command("copy-db")(database.copy_db)
app.command()(database.backup)
app.command()(demo)
app.command()(content.check)
app.add_typer(search, name="search")
app.add_typer(tips, name="tips")
app.add_typer(articles, name="articles")
app.add_typer(channels, name="channels")
app.add_typer(deliveries, name="deliveries")
app.add_typer(privacy, name="privacy")
app.add_typer(trial, name="trial")


def main() -> None:
    """Run a command; an expected error ends it with its own message and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows ? for letters that it lacks
    try:
        try:
            app()
        finally:
            gc.freeze()  # Python looks through all that is left at its end, for a quarter of a short command's time
            if sys.stdout is not None:
                sys.stdout.flush()
    except ContentError as error:
        for fault in error.faults:
            say(fault, error=True)
        say(f"{len(error.faults)} fault(s)", error=True)
        sys.exit(1)
    except LeiderschapError as error:
        say(error, error=True)
        sys.exit(1)
    except OSError as error:
        _not_done(error)


def _not_done(error: OSError) -> NoReturn:
    """A file that cannot be used, or output that cannot be written: a full disk, a reader that went away."""
    if error.filename is None and error.errno not in _NOT_WRITTEN:
        raise error
    if error.filename is None:
        # What is still buffered could not be written either, and Python would report that at its end:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        say(f"{error.filename or 'the output'} cannot be used: {error.strerror or error}", error=True)
    sys.exit(1)
