"""Medians of all runs as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measure import Cost
from peer import HEADFRAME, HUGO, HUGO_NORELATED

_AGAINST = (HUGO_NORELATED.name, HUGO.name)


@dataclass(frozen=True)
class Run:
    """One peer's builds, by the name of the step, and what it had written after the first."""

    costs: Mapping[str, Cost]
    files: int
    size: int


@dataclass(frozen=True)
class Comparison:
    """All runs of one size by peer; a peer that failed has a reason in the place of its runs."""

    briefings: int
    runs: Mapping[str, Sequence[Run]]
    failures: Mapping[str, str]


def as_markdown(comparison: Comparison) -> str:
    """The tables of one size, and which peers are not in them, and why."""
    runs = comparison.runs
    steps = list(next(iter(runs.values()))[0].costs) if runs else []
    count = max(map(len, runs.values()), default=0)
    parts = [
        f"## {comparison.briefings:,} briefings",
        f"Wall time in seconds; {f'medians of {count} runs' if count > 1 else 'one run'}.",
        _times(runs, steps, lambda cost: cost.wall),
        "Processor time of all processes, in seconds.",
        _times(runs, steps, lambda cost: cost.processor),
        "Memory, output, and the rest of the machine.",
        _table(["", *runs], [*_facts(runs)]),
        *(f"{name} is not counted: {reason}" for name, reason in comparison.failures.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _times(runs: Mapping[str, Sequence[Run]], steps: Iterable[str], of: Callable[[Cost], float]) -> str:
    against = [name for name in _AGAINST if name in runs and HEADFRAME.name in runs]
    rows = []
    for step in steps:
        taken = {name: median(of(run.costs[step]) for run in done) for name, done in runs.items()}
        ratios = [_ratio(taken[HEADFRAME.name] / taken[name]) for name in against]
        rows.append([step, *(f"{seconds:.2f}" for seconds in taken.values()), *ratios])
    return _table(["", *runs, *(f"{HEADFRAME.name} / {name}" for name in against)], rows)


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _facts(runs: Mapping[str, Sequence[Run]]) -> Iterable[list[str]]:
    done = runs.values()
    yield ["peak memory, MB", *(_peak(every) for every in done)]
    yield ["files", *(f"{every[0].files:,}" for every in done)]
    yield ["MB written", *(f"{every[0].size / 1e6:.1f}" for every in done)]
    yield ["cores that others kept busy: median, most", *(_others(every) for every in done)]


def _peak(runs: Sequence[Run]) -> str:
    """The most memory that any step of a run took, as the median of all runs."""
    peaks = [[cost.memory for cost in run.costs.values() if cost.memory is not None] for run in runs]
    return f"{median(map(max, peaks)) / 1e6:.0f}" if all(peaks) else "not known"


def _others(runs: Sequence[Run]) -> str:
    busy = [cost.others for run in runs for cost in run.costs.values() if cost.others is not None]
    return f"{median(busy):.2f}, {max(busy):.2f}" if busy else "not known"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
