"""Calls a function in a process of its own, which ends when it takes too long or too much memory.

A library that reads what strangers made can hang, fill the memory or fall over; no more than its process is lost. The
processes come from a nursery: a small one that has loaded what they need, so that to start one takes milliseconds,
where a new Python takes a second. Nothing of the process that asks is in them, nor in their environment: no text, no
token. (The nursery of `multiprocessing` runs the script that a process began with again in each one that it starts.)
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, TypeVar

from bot.library.importing.blocks import ImportProblem

PATIENCE = 3
"""By the clock a call may take so many times its seconds: the machine has more to do."""
LARGEST_ANSWER = 64 * 1024 * 1024
_SCRIPT = "import sys; sys.path[:] = {path!r}; from {here} import serve; serve({fd}, {modules!r})"
_ENVIRONMENT = re.compile(r"PATH|HOME|LANG|LC_\w+|TMPDIR|TZ|XDG_\w+|LD_\w+|PYTHON\w+|VIRTUAL_ENV")
_NO_MEMORY = 2

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one call may take: seconds of processor time, and memory."""

    seconds: float = 20
    megabytes: int = 1024


USUAL = Bounds()


class Nursery:
    """Calls functions of modules one after the other; `modules` are loaded where their processes come from.

    A context manager: nothing of it runs before the first call, nor after the end.
    """

    def __init__(self, modules: Sequence[str], bounds: Bounds = USUAL) -> None:
        self._modules = list(modules)
        self._bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._stopped = False

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._kill(self._process)
            self._process.wait()
        self._pipe = self._process = None

    def stop(self) -> None:
        """Called by another thread: the call under way, and any later one, raises ImportProblem at once."""
        self._stopped = True
        if process := self._process:
            self._kill(process)

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def __call__(self, function: Callable[..., Answer], *arguments: Any) -> Answer:
        """What the function gives for these arguments. Raises ImportProblem: its own, or one that says what became of
        the process. All of these have to be picklable."""
        asked = pickle.dumps((function, arguments))
        try:
            pipe = self._pipe or self._begin()
            pipe.send_bytes(pickle.dumps(self._bounds))
            pipe.send_bytes(asked)
            said = pipe.recv_bytes()
        except (EOFError, OSError) as error:
            self.__exit__(None, None, None)
            raise ImportProblem(
                f"cannot be read now ({type(error).__name__}): try again", why="unavailable"
            ) from None
        answer = pickle.loads(said)  # noqa: S301 - our own process wrote it
        if isinstance(answer, ImportProblem):
            raise answer
        return answer  # type: ignore[no-any-return]

    def _begin(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            script = _SCRIPT.format(path=sys.path, here=__name__, fd=theirs.fileno(), modules=self._modules)
            self._process = subprocess.Popen(  # noqa: S603 - our own code
                [sys.executable, "-c", script],
                env={name: value for name, value in os.environ.items() if _ENVIRONMENT.fullmatch(name)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what libraries print becomes one sentence anyway
                start_new_session=True,
            )
        self._pipe = Connection(ours.detach())
        if self._stopped:
            raise EOFError
        return self._pipe


def serve(fd: int, modules: Sequence[str]) -> None:
    """Be the nursery: call what is asked at this end of a pair of sockets, until the other end is closed."""
    gc.disable()
    for module in modules:
        with suppress(ImportError):  # who needs it says so
            import_module(module)
    gc.freeze()  # for what is forked later: https://docs.python.org/3/library/gc.html#gc.freeze
    gc.enable()
    pipe = Connection(fd)
    with suppress(EOFError):
        while True:
            bounds = pickle.loads(pipe.recv_bytes())  # noqa: S301 - who started us wrote it
            pipe.send_bytes(_answer_of_a_child(pipe.recv_bytes(), bounds))


def _answer_of_a_child(asked: bytes, bounds: Bounds) -> bytes:
    ours, theirs = Pipe(duplex=False)
    child = os.fork()
    if not child:
        ours.close()
        _be_the_child(theirs, asked, bounds)
    theirs.close()
    try:
        if ours.poll(bounds.seconds * PATIENCE):
            return ours.recv_bytes(LARGEST_ANSWER)
        problem = _too_long(bounds)
    except EOFError:
        problem = _ended(child, bounds)
        child = 0
    except OSError:
        problem = ImportProblem("holds more than an article can hold: split it", why="large")
    finally:
        ours.close()
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return pickle.dumps(problem)


def _be_the_child(pipe: Connection, asked: bytes, bounds: Bounds) -> None:
    code = 1
    try:
        _confine(bounds)
        pipe.send_bytes(_answer(asked, bounds))
        code = 0
    except MemoryError:
        code = _NO_MEMORY
    finally:
        os._exit(code)


def _answer(asked: bytes, bounds: Bounds) -> bytes:
    try:
        function, arguments = pickle.loads(asked)  # noqa: S301 - who started us wrote it
        return pickle.dumps(function(*arguments))
    except Exception as error:  # whatever a library raises over a broken file
        for each in _chain(error):
            if isinstance(each, MemoryError | RecursionError):  # what a reader made of it says too little
                return pickle.dumps(_broken(type(each).__name__, bounds))
        problem = error if isinstance(error, ImportProblem) else _broken(type(error).__name__, bounds)
        return pickle.dumps(problem)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _confine(bounds: Bounds) -> None:
    """Set this process its bounds; it leaves no picture of its memory behind."""
    seconds, memory = math.ceil(bounds.seconds), bounds.megabytes * 1024 * 1024
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        most = resource.getrlimit(kind)[1]
        allowed = [limit if most == resource.RLIM_INFINITY else min(limit, most) for limit in (soft, hard)]
        with suppress(ValueError):  # macOS takes no bound of memory: https://bugs.python.org/issue40518
            resource.setrlimit(kind, (allowed[0], allowed[1]))


def _ended(child: int, bounds: Bounds) -> ImportProblem:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGXCPU:
        return _too_long(bounds)
    return _broken(MemoryError.__name__ if code == _NO_MEMORY else f"its reader ended with {code}", bounds)


def _too_long(bounds: Bounds) -> ImportProblem:
    return ImportProblem(
        f"takes longer than {bounds.seconds:g} seconds to read: split it, save it anew from its program,"
        " or set LEIDERSCHAP_IMPORT_SECONDS higher",
        why="slow",
    )


def _broken(told: str, bounds: Bounds) -> ImportProblem:
    if told == MemoryError.__name__:
        return ImportProblem(
            f"takes more than {bounds.megabytes:,} MB of memory to read: split it,"
            " or set LEIDERSCHAP_IMPORT_MEGABYTES higher",
            why="slow",
        )
    if told == RecursionError.__name__:
        return ImportProblem("is nested too deep to be read: save it anew from its program, or as plain text")
    return ImportProblem(f"is damaged, or of an unusual kind ({told}): save it anew from its program")
