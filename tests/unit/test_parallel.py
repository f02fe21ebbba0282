"""Work spread over processes: order and equality, and what becomes of everybody when something goes wrong.

Most tests run a scene in a fresh process. It has one thread, so that workers are forked (where tests run side by side,
the test's own process has more), and what it leaves behind can be seen from outside.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator import parallel
from generator.diagnostic import Diagnostic, Span, UserError
from generator.parallel import aside, spread, usable_cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked and looked for in /proc")

DEADLINE = 60.0
ROOT = Path(__file__).parents[2]
PREAMBLE = """
import os, resource, signal, sys, threading, time
from generator.diagnostic import Diagnostic, Span, UserError
from generator.parallel import ahead, aside, may_fork, spread

assert may_fork()

def name(number):
    return f"briefings/{number}.md"

def childless():
    try:
        return os.waitpid(-1, os.WNOHANG) is None
    except ChildProcessError:
        return True

def settled(file, still=0.5):
    # the size of a file that has stopped growing
    size = -1
    while size != (size := os.fstat(file).st_size):
        time.sleep(still)
    return size
"""


def command(scene: str) -> list[str]:
    return [sys.executable, "-W", "error", "-c", PREAMBLE + scene]


def play(scene: str) -> str:
    """What a scene prints; nothing may go to standard error."""
    done = subprocess.run(command(scene), cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def alive(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = file.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(pgrp) == group and state not in "ZX":
            found.append(int(file.parent.name))
    return found


def soon(condition: Callable[[], bool]) -> bool:
    """Whether something comes true before the deadline."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


@contextmanager
def playing(scene: str) -> Iterator[subprocess.Popen[str]]:
    """A scene in a process group of its own, from when it has printed `ready`, with no survivors afterwards."""
    process = subprocess.Popen(
        command(scene), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        if alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=DEADLINE)


def stop(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code and what was printed."""
    out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out.strip(), err


def test_results_come_in_the_order_of_the_tasks_though_later_ones_are_done_earlier() -> None:
    scene = """
def work(number):
    time.sleep(0.05 if number % 40 == 0 else 0)
    return number, os.getpid()
results = list(spread(work, range(300), 3, name))
assert [number for number, _ in results] == list(range(300))
assert len({pid for _, pid in results} | {os.getpid()}) == 4
"""
    play(scene)


def test_any_number_of_jobs_gives_what_one_gives() -> None:
    scene = """
from hypothesis import given, settings, strategies as st

sizes = st.one_of(st.integers(0, 300), st.integers(60_000, 70_000), st.integers(1_000_000, 2_000_000))
tasks = st.one_of(st.lists(sizes, max_size=40), st.integers(0, 1500).map(range))

@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(tasks, st.integers(2, 5))
def check(tasks, jobs):
    def work(size):
        return str(size).encode() * (size // 4)
    assert list(spread(work, tasks, jobs, str)) == list(spread(work, tasks, 1, str))
    assert childless()

check()
"""
    play(scene)


def test_one_job_works_in_this_very_process() -> None:
    assert set(spread(process_id, range(20), 1, str)) == {os.getpid()}


def process_id(_: int) -> int:
    return os.getpid()


def test_where_another_thread_runs_workers_are_spawned() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, args=(DEADLINE,))
    thread.start()
    try:
        assert not parallel.may_fork()
        INHERITED.append("what a forked worker would see")
        found = list(spread(inheritance, range(40), 2, str))
        with pytest.raises(ZeroDivisionError, match="division") as caught:
            list(spread(reciprocal, range(-20, 20), 2, str))
        with pytest.raises(UserError) as killed:
            list(spread(killed_at_7, range(40), 2, str))
    finally:
        done.set()
        thread.join(DEADLINE)
        INHERITED.clear()
    assert found == [()] * 40
    assert caught.value.__notes__[-1] == "while working on 0"
    assert [d.span for d in killed.value.diagnostics] == [Span("7")]


INHERITED: list[str] = []


def inheritance(_: int) -> tuple[str, ...]:
    return tuple(INHERITED)


def reciprocal(number: int) -> float:
    return 1 / number


def killed_at_7(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_names_the_task_after_the_results_before_it(jobs: int) -> None:
    scene = f"""
def work(number):
    return 1 // (57 - number)
results = []
try:
    for result in spread(work, range(200), {jobs}, name):
        results.append(result)
except ZeroDivisionError as error:
    assert error.__notes__[-1] == "while working on briefings/57.md", error.__notes__
    assert {jobs} == 1 or "in work" in error.__notes__[0], error.__notes__
    assert len(results) == 57
    assert childless()
    print("caught")
"""
    assert play(scene) == "caught"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_user_error_arrives_with_its_diagnostics(jobs: int) -> None:
    scene = f"""
def work(number):
    if number == 57:
        raise UserError([Diagnostic("odd", "is odd", Span("a.md", 3, 4)), Diagnostic("bad", "is bad", Span("b.md"))])
try:
    list(spread(work, range(200), {jobs}, name))
except UserError as error:
    print(error, error.diagnostics[0].span.line)
"""
    assert play(scene) == "is odd; is bad 3"


def test_what_does_not_pickle_is_an_error_that_names_the_task() -> None:
    scene = """
class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")
def raising(number):
    raise Odd(1, number)
def returning(number):
    return lambda: number
for work in raising, returning:
    try:
        list(spread(work, range(5, 50), 2, name))
    except Exception as error:
        print(type(error).__name__, error, error.__notes__[-1])
"""
    raised, returned = play(scene).splitlines()
    assert raised == "RuntimeError Odd: 1 and 5 while working on briefings/5.md"
    assert returned.endswith("while working on briefings/5.md")


@pytest.mark.parametrize("jobs", [1, 2])
def test_memory_that_runs_out_is_an_error_at_the_file(jobs: int) -> None:
    scene = f"""
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
def work(number):
    return len(bytearray(4 << 30 if number == 57 else 1))
try:
    list(spread(work, range(200), {jobs}, name))
except UserError as error:
    found, = error.diagnostics
    print(found.code, found.span.path, found.message)
"""
    message = "memory ran out while briefings/57.md was being worked on"
    assert play(scene) == f"out-of-memory briefings/57.md {message}"


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "was killed by SIGSEGV"),
        ("os._exit(3)", "ended with exit code 3"),
        ("os._exit(0)", "ended with exit code 0"),
    ],
)
def test_a_worker_that_dies_is_an_error_at_its_file(end: str, told: str) -> None:
    scene = f"""
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
def work(number):
    if number == 57:
        {end}
    return number
try:
    list(spread(work, range(200), 2, name))
except UserError as error:
    found, = error.diagnostics
    print(found.code, found.span.path, found.message, bool(found.help), childless())
"""
    message = f"the process that worked on briefings/57.md {told}"
    assert play(scene) == f"worker-died briefings/57.md {message} True True"


def test_a_worker_that_dies_with_nothing_left_to_do_is_no_matter() -> None:
    scene = """
def work(number):
    if number == 0:
        threading.Timer(0.2, os._exit, (1,)).start()
    if number == 1:
        time.sleep(1)
    return number
assert list(spread(work, range(2), 2, name)) == [0, 1]
"""
    play(scene)


def test_an_iterator_that_is_left_early_takes_its_workers_along() -> None:
    scene = """
def work(number):
    time.sleep(600 if number >= 50 else 0)
    return number
def leave():
    for _ in spread(work, range(100), 2, name):
        raise KeyError("the consumer has enough")
results = spread(work, range(100), 2, name)
assert next(results) == 0
results.close()
assert childless()
try:
    leave()
except KeyError as error:
    error.__traceback__ = None
    assert childless()
    print("left")
"""
    assert play(scene) == "left"


def test_a_consumer_that_takes_its_time_stops_the_work() -> None:
    scene = """
import tempfile
with tempfile.TemporaryFile(buffering=0) as file:
    def work(number):
        file.write(b".")
    results = spread(work, range(10_000), 2, name)
    next(results)
    print(settled(file.fileno()))
    results.close()
"""
    assert 32 <= int(play(scene)) <= 400  # 64 under way, and 256 that may wait while the first is slow to come


@pytest.mark.parametrize(("size", "most"), [(1, 400), (1 << 20, 100)])
def test_results_that_wait_for_an_earlier_one_are_few(size: int, most: int) -> None:
    scene = f"""
import tempfile
with tempfile.TemporaryFile(buffering=0) as file:
    def work(number):
        if number == 0:
            return settled(file.fileno(), 1)
        file.write(b".")
        return bytes({size})
    print(next(spread(work, range(10_000), 2, name)))
"""
    assert 32 <= int(play(scene)) <= most


SLOW = """
def work(number):
    if number:
        os.write(1, b"ready\\n") if number == 1 else None
        time.sleep(600)
"""
WAITING = {
    "spread": SLOW + "wait = lambda: list(spread(work, range(2), 2, name))",
    "aside": SLOW + "wait = aside(lambda: work(1), 'the related ones')",
    "both": SLOW
    + """
other = aside(lambda: work(2), 'the related ones')
wait = lambda: list(spread(work, range(4), 3, name))
""",
}


@pytest.mark.parametrize("waiting", WAITING.values(), ids=WAITING)
def test_ctrl_c_ends_everybody_without_a_word(waiting: str) -> None:
    scene = f"""{waiting}
signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever runs this in the background may have off
try:
    wait()
except KeyboardInterrupt:
    print("interrupted")
"""
    with playing(scene) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert stop(process) == (0, "interrupted", "")
        assert alive(process.pid) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("waiting", WAITING.values(), ids=WAITING)
def test_workers_end_by_themselves_when_their_parent_is_killed(waiting: str, number: signal.Signals) -> None:
    with playing(f"{waiting}\nwait()") as process:
        process.send_signal(number)
        assert process.wait(DEADLINE) == -number
        assert soon(lambda: alive(process.pid) == [])
        assert stop(process)[2] == ""


def test_a_worker_leaves_what_is_to_happen_at_the_end_to_its_parent() -> None:
    scene = """
import atexit
atexit.register(print, "the end")
sys.stdout.write("begun ")
assert list(spread(abs, range(50), 2, name)) == list(range(50))
assert aside(lambda: 7, "seven")() == 7
"""
    assert play(scene) == "begun the end"


def test_work_aside_goes_on_meanwhile() -> None:
    scene = """
read, write = os.pipe()
def work():
    assert os.read(read, 5) == b"begin"
    return os.getpid(), bytes(3_000_000)
result = aside(work, "the related ones")
os.write(write, b"begin")
assert list(spread(abs, range(50), 2, name)) == list(range(50))
pid, data = result()
assert pid != os.getpid()
assert len(data) == 3_000_000
assert result() == (pid, data)
assert childless()
"""
    play(scene)


def test_work_aside_fails_as_spread_work_does() -> None:
    scene = """
def die():
    os.kill(os.getpid(), signal.SIGKILL)
for work in die, lambda: 1 / 0:
    try:
        aside(work, "the related ones")()
    except Exception as error:
        print(error, *getattr(error, "__notes__", ())[-1:])
    assert childless()
"""
    assert play(scene).splitlines() == [
        "the process that worked on the related ones was killed by SIGKILL",
        "division by zero while working on the related ones",
    ]


def test_work_aside_that_nobody_wants_any_more_is_ended() -> None:
    scene = """
result = aside(lambda: time.sleep(600), "the related ones")
assert not childless()
del result
assert childless()
"""
    play(scene)


def test_work_ahead_is_told_later_what_to_work_on() -> None:
    scene = """
def work(told):
    return os.getpid(), len(told())
for jobs in 1, 2:
    tell, result = ahead(work, "the related ones", jobs)
    tell(bytes(3_000_000))
    pid, size = result()
    assert (pid == os.getpid()) == (jobs == 1)
    assert size == 3_000_000
    assert result() == (pid, size)
    assert childless()
"""
    play(scene)


def test_work_ahead_that_fails_before_it_is_told_does_not_hold_up_who_tells_it() -> None:
    scene = """
def die(told):
    os.kill(os.getpid(), signal.SIGKILL)
for work in die, lambda told: 1 / 0:
    tell, result = ahead(work, "the related ones", 2)
    tell(bytes(3_000_000))
    try:
        result()
    except Exception as error:
        print(error, *getattr(error, "__notes__", ())[-1:])
    assert childless()
"""
    assert play(scene).splitlines() == [
        "the process that worked on the related ones was killed by SIGKILL",
        "division by zero while working on the related ones",
    ]


def test_work_ahead_that_is_never_told_is_ended() -> None:
    scene = """
tell, result = ahead(lambda told: told(), "the related ones", 2)
assert not childless()
del tell, result
assert childless()
"""
    play(scene)


def test_work_aside_is_done_here_where_a_fork_is_not_safe() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, args=(DEADLINE,))
    thread.start()
    try:
        assert aside(os.getpid, "the process")() == os.getpid()
    finally:
        done.set()
        thread.join(DEADLINE)


def test_no_more_cores_are_counted_than_this_process_may_use() -> None:
    scene = """
from generator.parallel import usable_cores
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(usable_cores())
"""
    assert play(scene) == "1"
    assert usable_cores() == len(os.sched_getaffinity(0))


def test_a_diagnostic_survives_the_journey() -> None:
    found = Diagnostic("odd", "is odd", Span("a.md", 3, 4, 5), "even it out", "warning")
    assert list(spread(Told(found), range(3), 2, str)) == [found] * 3


class Told:
    """Work that pickles, for wherever workers are spawned."""

    def __init__(self, found: Diagnostic) -> None:
        self.found = found

    def __call__(self, _: int) -> Diagnostic:
        return self.found
