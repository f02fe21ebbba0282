"""One build at a time, and none where nothing has changed."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from generator import derived, fingerprint, manifest, release, sources
from generator import inputs as inputs_room
from generator.diagnostic import Diagnostic, Span, UserError
from generator.layouts import LAYOUTS
from generator.publish import RECORD, Published, is_swept
from generator.request import Options, Result
from generator.sources import Sources
from generator.store import FILE, DamageError, Store

if TYPE_CHECKING:
    from generator.build import Proof

_T = TypeVar("_T")

CACHE = ".headframe"
PREVIEW = "preview"
"""The one folder of the cache's that may be an output folder: what `headframe serve` shows."""

_CLEAN = "verify-"
_REPORT_IT = "if nothing else wrote there, this is a fault of Headframe's: please report it"


def build(options: Options, seen: Callable[[Proof], object] = id) -> Result:
    """Build a site into its output folder. UserError, with the folder as it was, for whatever its users did wrong.

    `seen` gets the site as laid out, unless nothing had changed.
    """
    sources.require(options.site)
    _check_output(options)
    with _alone(options.site) as cache, _uncollected():
        if options.clean:
            _store(cache).discard()
            shutil.rmtree(cache / derived.FOLDER, ignore_errors=True)
        now, found = time.time_ns(), sources.survey(options.site)
        return _unchanged(options, cache, found, now) or _build(options, cache, found, now, seen)


def verify(options: Options) -> tuple[Diagnostic, ...]:
    """Build the site anew in a folder of its own, and report every file of the output folder that differs from it."""
    with (
        _alone(options.site) as cache,
        _uncollected(),
        tempfile.TemporaryDirectory(dir=cache, prefix=_CLEAN) as folder,
    ):
        clean = Path(folder) / "public"
        now, found = time.time_ns(), sources.survey(options.site)
        done = _build(structs.replace(options, output=clean), Path(folder), found, now).published
        return tuple(
            Diagnostic("not-clean", f"{options.output / path} is not what a clean build gives", Span(path), _REPORT_IT)
            for path in (*done.written, RECORD)
            if not manifest.holds(options.output / path, fingerprint.of_file(clean / path))
        )


@contextmanager
def rehearsal(options: Options) -> Iterator[Proof]:
    """The site laid out, with all that a build would tell; nothing is written. UserError where it has no settings.

    While it lasts, no build can begin, and what its outputs show can be made.
    """
    from generator import build

    sources.require(options.site)
    with _alone(options.site) as cache, _uncollected(), closing(_store(cache)) as store:
        now, found = time.time_ns(), sources.survey(options.site)

        def rehearsed() -> Proof:
            return build.rehearsed(build.proof(options, store, found, now), store, options, now)

        yield _soundly(rehearsed, store, cache)


def examined(options: Options, look: Callable[[Proof, Store], _T]) -> _T:
    """What a look at the site gives, laid out and not tried out; nothing is written. UserError as for a rehearsal.

    Where the store turns out to be damaged, it looks twice.
    """
    from generator import build

    sources.require(options.site)
    with _alone(options.site) as cache, _uncollected(), closing(_store(cache)) as store:
        now, found = time.time_ns(), sources.survey(options.site)
        return _soundly(lambda: look(build.proof(options, store, found, now), store), store, cache)


def _build(options: Options, cache: Path, found: Sources, now: int, seen: Callable[[Proof], object] = id) -> Result:
    from generator import build  # here, because it takes 0.2 s to import all that parses and renders

    def built() -> Result:
        site = build.proof(options, store, found, now)
        seen(site)
        return build.build(site, options, store, found, now)

    with closing(_store(cache)) as store:
        return _soundly(built, store, cache)


def _soundly(work: Callable[[], _T], store: Store, cache: Path) -> _T:
    """What some work with the store gives, by a store begun anew if that one is damaged. UserError if neither does."""
    try:
        try:
            return work()
        except DamageError:
            store.discard()
            return work()
    except (DamageError, OSError) as error:
        raise UserError([_refused(cache, error)]) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for circles of garbage: a build makes millions of values that stay, and few circles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _unchanged(options: Options, cache: Path, found: Sources, now: int) -> Result | None:
    """The result of building what is built already; None if anything has to be done."""
    store = _store(cache)
    try:
        return _repeated(options, store, found, now)
    except (DamageError, OSError):
        return None  # the build to come finds out what is wrong
    finally:
        store.close()


def _repeated(options: Options, store: Store, found: Sources, now: int) -> Result | None:
    record = manifest.decode(store.record(options.record_name))
    if record is None or not record.covers(options.digest, options.as_of) or not is_swept(options.output):
        return None
    there = inputs_room.signatures(options.site, found)
    inputs = manifest.taken(there, record.inputs, partial(inputs_room.file_of, options.site), now)
    if inputs is None or found.diagnostics != record.oddities:
        return None
    there = manifest.signatures(options.output, record.outputs)
    outputs = manifest.taken(there, record.outputs, options.output.joinpath, now)
    if outputs is None:
        return None
    if inputs != record.inputs or outputs != record.outputs:
        store.note(options.record_name, manifest.encode(structs.replace(record, inputs=inputs, outputs=outputs)))
        store.commit()
    paths = tuple(sorted(path for path in outputs if path != RECORD))
    return Result(Published((), paths, ()), record.briefings, record.diagnostics)


def _store(cache: Path) -> Store:
    return Store(cache / FILE, release.digest())


def _check_output(options: Options) -> None:
    """UserError where the output folder would swallow, or be swallowed by, the editors' and designers' files."""
    output = options.output.resolve()
    for name in (sources.CONTENT, LAYOUTS, CACHE):
        folder = (options.site / name).resolve()
        if name == CACHE and output == folder / PREVIEW:
            continue
        if output == folder or folder.is_relative_to(output) or output.is_relative_to(folder):
            message = f"the output folder {options.output} and {folder} lie one in the other"
            raise UserError(
                [Diagnostic("output-folder", message, Span(str(options.output)), "choose another --output")]
            )


@contextmanager
def _alone(site: Path) -> Iterator[Path]:
    """Hold the site's lock, and give its cache's folder. UserError if another build holds it."""
    from filelock import FileLock, Timeout

    folder = site / CACHE
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire()
    except Timeout as error:
        message = f"another build of {site} is under way{_holder(folder)}"
        raise UserError([Diagnostic("busy", message, Span(str(folder / "lock")), "wait until it is done")]) from error
    except OSError as error:
        raise UserError([_unwritable(folder, error)]) from error
    try:
        _sign(folder)
        _clear(folder)
        yield folder
    finally:
        lock.release()


def _sign(folder: Path) -> None:
    """Say who holds the lock, for those who find it held."""
    with suppress(OSError):
        (folder / "holder").write_text(f"process {os.getpid()}, since {datetime.now(UTC):%H:%M:%S} UTC\n")


def _holder(folder: Path) -> str:
    try:
        return f": {(folder / 'holder').read_text('utf-8', 'replace')[:80].strip()}"
    except OSError:
        return ""


def _clear(folder: Path) -> None:
    """Remove what a killed --verify left."""
    for left in folder.glob(f"{_CLEAN}*"):
        shutil.rmtree(left, ignore_errors=True)


def _refused(cache: Path, error: Exception) -> Diagnostic:
    """What the machine would not do, told of the file that it names; where it names none, of the cache."""
    if (
        not isinstance(error, OSError)
        or not isinstance(error.filename, str)
        or Path(error.filename).is_relative_to(cache)
    ):
        return _unwritable(cache, error)
    path = os.fsencode(error.filename).decode("utf-8", "replace")
    message = f"{path} cannot be read or written: {(error.strerror or str(error)).lower()}"
    return Diagnostic("unwritable", message, Span(path), "fix its permissions, or make room")


def _unwritable(folder: Path, error: Exception) -> Diagnostic:
    reason = error.strerror if isinstance(error, OSError) else ""
    message = f"{folder} cannot be written: {(reason or str(error)).lower()}"
    return Diagnostic("unwritable", message, Span(str(folder)), "fix its permissions")
