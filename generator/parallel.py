"""Work spread over processes: results come in the order of the tasks, whatever becomes of a worker.

A worker is forked where that is safe, so that it shares what this process holds, and spawned elsewhere. After that only
task numbers travel to it and pickled results back. Its last task stands in shared memory: a worker that is killed can
say no more, and the editor has to know which file it was.
"""

from __future__ import annotations

import functools
import gc
import os
import pickle
import signal
import sys
import threading
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from generator.diagnostic import Diagnostic, Span, UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

_BATCH_TASKS = 16
_BATCHES_AT_ONCE = 2  # one in work and one to go on with, so that no worker waits while this process is busy
_MESSAGE_BYTES = 1 << 20
_WAITING_TASKS = 256
_WAITING_BYTES = 32 << 20
_HELP = "if memory ran short, build with --jobs 1 or split the file"


def usable_cores() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Callable[[T], R], tasks: Sequence[T], jobs: int, name: Callable[[T], str]) -> Iterator[R]:
    """Each task's result, in the order of the tasks, worked out by `jobs` processes; by this one alone if that is 1.

    The workers start when the first result is asked for and end with the iterator: close it if it is left early.
    What `work` raises for a task is raised here when its turn comes, with a note of its name. UserError, which names
    the task as well, if memory runs out or a worker dies. Where workers cannot be forked (see `may_fork`), `work` and
    `tasks` must pickle; results must anywhere.
    """
    jobs = min(jobs, len(tasks))
    if jobs <= 1:
        yield from _named(lambda number: work(tasks[number]), tasks, name)
        return
    crew = _Crew(work, tasks, name)
    try:
        crew.start(jobs)
        yield from _named(crew.result, tasks, name)
    finally:
        crew.stop()


def aside(work: Callable[[], R], name: str) -> Callable[[], R]:
    """Start `work` in a process of its own; the function returned waits for the result, and raises as `spread` does.

    Where a process cannot be forked, `work` is done here when its result is asked for. Dropping the function ends it.
    """
    if not may_fork():
        return functools.cache(lambda: next(_named(lambda _: work(), (name,), str)))
    crew = _Crew(lambda _: work(), (name,), str)

    @functools.cache
    def result() -> R:
        try:
            return next(_named(crew.result, (name,), str))
        finally:
            end()

    end = weakref.finalize(result, crew.stop)
    crew.start(1)
    return result


def ahead(work: Callable[[Callable[[], T]], R], name: str, jobs: int) -> tuple[Callable[[T], None], Callable[[], R]]:
    """Like `aside`, begun before it is known what to work on: `work` gets what waits for that.

    Of the two functions returned the first tells it, once, and the second waits for the result. With `jobs` 1 all is
    done here.
    """
    if jobs <= 1 or not may_fork():
        told: list[T] = []
        return told.append, functools.cache(lambda: next(_named(lambda _: work(told.pop), (name,), str)))
    from multiprocessing import Pipe

    theirs, ours = Pipe(duplex=False)

    def there() -> R:
        with theirs:  # or this process would wait for ever to be heard by one that failed before it listened
            return work(theirs.recv)

    def tell(what: T) -> None:
        with suppress(OSError):  # it is dead, as waiting for its result will show
            ours.send(what)

    result = aside(there, name)
    theirs.close()
    return tell, result


def may_fork() -> bool:
    """Whether a fork is safe: on Linux, while no other thread can hold a lock that the child would wait for."""
    try:
        return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def _named(result: Callable[[int], R], tasks: Sequence[T], name: Callable[[T], str]) -> Iterator[R]:
    """The result for each task's number; an error says which task it was."""
    for number, task in enumerate(tasks):
        try:
            found = result(number)
        except MemoryError as error:
            message = f"memory ran out while {name(task)} was being worked on"
            raise UserError([Diagnostic("out-of-memory", message, Span(name(task)), _HELP)]) from error
        except UserError:
            raise
        except Exception as error:
            error.add_note(f"while working on {name(task)}")
            raise
        yield found


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    begun: Any
    """The number of the task that it began last, in shared memory."""
    batches: deque[range] = field(default_factory=deque)
    """What it was given and has not wholly answered."""


class _Crew(Generic[T, R]):
    """Workers, what each was given, and the results that wait for an earlier one."""

    def __init__(self, work: Callable[[T], R], tasks: Sequence[T], name: Callable[[T], str]) -> None:
        self._work = work
        self._tasks = tasks
        self._name = name
        self._owner = os.getpid()
        self._workers: list[_Worker] = []
        self._batches: Iterator[range] = iter(())
        self._waiting: dict[int, bytes] = {}
        self._waiting_bytes = 0

    def start(self, jobs: int) -> None:
        """Start the workers and give each something to do."""
        import multiprocessing  # not at the top: most builds are too small to go parallel

        forks = may_fork()
        if not forks:
            from multiprocessing import resource_tracker

            resource_tracker.ensure_running()  # by itself it would start below, and unblock them
        context = multiprocessing.get_context("fork" if forks else "spawn")
        for _ in range(jobs):
            with _interrupts_put_off(), _interrupts_blocked():
                ours, theirs = context.Pipe()
                begun = context.RawValue("q", -1)
                arguments = (self._work, self._tasks, theirs, begun)
                process = context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]  # every context has it
                process.start()
                self._workers.append(_Worker(process, ours, begun))
                theirs.close()
        self._batches = _batches(len(self._tasks), jobs)
        for _ in range(_BATCHES_AT_ONCE):
            for worker in self._workers:
                self._give(worker)

    def result(self, number: int) -> R:
        """A task's result. Tasks must be asked for in order, each once."""
        while number not in self._waiting:
            for worker in self._ready(number):
                self._receive(worker)
        data = self._waiting.pop(number)
        self._waiting_bytes -= len(data)
        outcome = pickle.loads(data)  # noqa: S301  # our own worker wrote it
        if isinstance(outcome, _Failure):
            raise outcome.error()
        return outcome  # type: ignore[no-any-return]  # what was pickled is an R

    def stop(self) -> None:
        """End the workers at once. They hold nothing that is still wanted, so there is no need to ask them."""
        if os.getpid() != self._owner:  # a worker that was forked while another crew was at work
            return
        with _interrupts_put_off():
            for worker in self._workers:
                worker.process.kill()
            for worker in self._workers:
                worker.process.join()
                worker.process.close()
                worker.connection.close()
            self._workers.clear()

    def _give(self, worker: _Worker) -> None:
        batch = next(self._batches, None)
        if batch:
            worker.batches.append(batch)
            with suppress(OSError):  # it is dead, as the next attempt to hear from it will show
                worker.connection.send(batch)

    def _ready(self, number: int) -> list[_Worker]:
        """Workers to hear from: all that have something to do, or while much is waiting, the one that has `number`."""
        from multiprocessing.connection import wait

        is_full = len(self._waiting) >= _WAITING_TASKS or self._waiting_bytes >= _WAITING_BYTES
        if is_full:
            return [worker for worker in self._workers if any(number in batch for batch in worker.batches)]
        busy = {worker.connection: worker for worker in self._workers if worker.batches}
        return [busy[connection] for connection in wait(list(busy))]  # type: ignore[index]  # wait gives back what it was given

    def _receive(self, worker: _Worker) -> None:
        try:
            first, outcomes = worker.connection.recv()
        except (EOFError, OSError) as error:
            raise UserError([self._obituary(worker)]) from error
        for number, data in enumerate(outcomes, first):
            self._waiting[number] = data
            self._waiting_bytes += len(data)
        if first + len(outcomes) == worker.batches[0].stop:
            worker.batches.popleft()
            self._give(worker)

    def _obituary(self, worker: _Worker) -> Diagnostic:
        worker.process.join(1)
        number = max(worker.begun.value, worker.batches[0].start)
        path = self._name(self._tasks[number])
        message = f"the process that worked on {path} {_end(worker.process.exitcode)}"
        return Diagnostic("worker-died", message, Span(path), _HELP)


def _end(code: int | None) -> str:
    if code is None:
        return "no longer answers"
    if code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-code).name}"
    return f"was killed by signal {-code}"


def _batches(count: int, jobs: int) -> Iterator[range]:
    """All task numbers in order, in ranges that get shorter towards the end, so that all workers end together."""
    start = 0
    while start < count:
        size = min(_BATCH_TASKS, max(1, (count - start) // (2 * _BATCHES_AT_ONCE * jobs)))
        yield range(start, start + size)
        start += size


@contextmanager
def _interrupts_put_off() -> Iterator[None]:
    """Let no Ctrl-C leave a child half started or half ended; it is heeded at the end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    missed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: missed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if missed:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let children inherit that Ctrl-C is not for them, since they can say so themselves only when they run."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Callable[[T], R], tasks: Sequence[T], connection: Connection, begun: Any) -> None:
    """A worker's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be blocked from the start
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what was inherited is not looked through again, which would copy its memory as well
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            _answer(connection.recv(), work, tasks, connection, begun)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(
    batch: Collection[int], work: Callable[[T], R], tasks: Sequence[T], connection: Connection, begun: Any
) -> None:
    """Send what came of each task of a batch: in one message, or in several if they are large."""
    outcomes: list[bytes] = []
    size = 0
    for number in batch:
        begun.value = number
        outcomes.append(_outcome(work, tasks[number]))
        size += len(outcomes[-1])
        if size >= _MESSAGE_BYTES:
            connection.send((number + 1 - len(outcomes), outcomes))
            outcomes, size = [], 0
    if outcomes:
        connection.send((number + 1 - len(outcomes), outcomes))


def _outcome(work: Callable[[T], R], task: T) -> bytes:
    try:
        return pickle.dumps(work(task), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return _Failure.of(error)


@dataclass(frozen=True, slots=True)
class _Failure:
    """What `work` raised, fit to travel."""

    raised: Exception | tuple[Diagnostic, ...]
    """The diagnostics of a UserError, which does not pickle."""
    trace: str

    @classmethod
    def of(cls, error: Exception) -> bytes:
        if isinstance(error, UserError):
            return pickle.dumps(cls(error.diagnostics, ""))
        trace = "".join(traceback.format_exception(error)).rstrip()
        try:
            data = pickle.dumps(cls(error, trace))
            pickle.loads(data)  # noqa: S301  # an exception with a signature of its own may fail only now
        except Exception:
            return pickle.dumps(cls(RuntimeError(f"{type(error).__name__}: {error}"), trace))
        return data

    def error(self) -> Exception:
        if isinstance(self.raised, tuple):
            return UserError(self.raised)
        self.raised.add_note(f"in a worker:\n{self.trace}")
        return self.raised
