"""Work of numpy's shared among threads, which it lets run side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")

_AHEAD = 2  # results for each thread that may wait to be asked for


def spread(work: Callable[[_T], _R], tasks: Iterable[_T], threads: int) -> Iterator[_R]:
    """Each task's result, in the order of the tasks; few are worked out before they are asked for."""
    if threads == 1:
        yield from map(work, tasks)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[_R]] = deque()
        for task in tasks:
            waiting.append(pool.submit(work, task))
            if len(waiting) > threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
