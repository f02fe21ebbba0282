"""Headframe beside Hugo and Pelican: the same site, built by each of them on this machine.

    python benchmarks/compare.py --briefings 1000 --runs 3

Installs the others with pip into an environment of its own, outside the repository, and prints Markdown tables.
docs/benchmarks.md says what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from corpus import Briefing, corpus
from environment import Environment, install, machine
from measure import Cost, Failure, cost
from peer import HEADFRAME, HUGO_NORELATED, PEERS, Peer, Site, lay
from report import Comparison, Run, as_markdown
from step import COPY, STEPS

_ALL_UP_TO = 10_000  # above, Hugo with related (whose time grows with the square) and Pelican take hours


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and return 0; 1 if a peer could not be counted."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="headframe-benchmark-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        peers = options.peers or list(PEERS.values())
        _say("installing", *(peer.name for peer in peers))
        environment = install(folder / "environment", (one for peer in peers for one in peer.requirements))
        about = machine() | {peer.distribution: environment.version(peer.distribution) for peer in peers}
        print("; ".join(f"{what}: {value}" for what, value in about.items()), end="\n\n")
        comparisons = []
        for size in options.briefings:
            chosen = peers if options.peers or size <= _ALL_UP_TO else [HEADFRAME, HUGO_NORELATED]
            comparisons.append(compare(environment, chosen, size, options.runs, folder, options.limit))
            print(as_markdown(comparisons[-1]), flush=True)
            if options.json:
                options.json.write_text(json.dumps([about, *map(asdict, comparisons)], indent=1) + "\n", "utf-8")
    return 1 if any(comparison.failures for comparison in comparisons) else 0


def compare(
    environment: Environment, peers: Sequence[Peer], size: int, runs: int, folder: Path, limit: float
) -> Comparison:
    """Every peer's runs; the peers take turns, so that a machine that slows down does so for all of them."""
    sites = folder / f"{size}-briefings"
    shutil.rmtree(sites, ignore_errors=True)
    briefings = corpus(size)
    done: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    failures: dict[str, str] = {}
    for turn in range(runs + 1):
        for peer in peers:
            site = sites / f"{peer.name}-{turn}"
            try:
                if turn == 0:
                    _warm_up(environment, peer, site, limit)
                elif peer.name not in failures:
                    done[peer.name].append(_run(environment, peer, briefings, site, limit))
            except Failure as failure:
                failures[peer.name] = str(failure)
                _say(peer.name, failures[peer.name])
    return Comparison(size, {name: ran for name, ran in done.items() if name not in failures}, failures)


def _warm_up(environment: Environment, peer: Peer, folder: Path, limit: float) -> None:
    """Build a small site once, so that no peer's first run has to read the peer's program from disk."""
    lay(peer, folder, corpus(10))
    cost(peer.command(environment), folder, folder / "log.txt", limit)


def _run(environment: Environment, peer: Peer, briefings: Sequence[Briefing], folder: Path, limit: float) -> Run:
    """Build a new site, and again after each change. Nothing is deleted, which may slow a disk down for a while."""
    site = lay(peer, folder, briefings)
    command, log = peer.command(environment), folder / "log.txt"
    costs: dict[str, Cost] = {}
    written: list[int] = []
    for step in STEPS:
        step.change(site)
        costs[step.name] = cost(command, folder, log, limit)
        written = written or _sizes(site)
        _say(peer.name, step.name, f"{costs[step.name].wall:.2f} s")
        unseen = step.unseen(site)
        if unseen:
            raise Failure(f"{step.name}: {'; '.join(unseen[:5])} ({len(unseen)} faults)")
    costs[COPY] = cost(["cp", "-r", str(site.output), str(folder / "copy")], folder, log, limit)
    return Run(costs, len(written), sum(written))


def _sizes(site: Site) -> list[int]:
    return [path.stat().st_size for path in site.output.rglob("*") if path.is_file()]


def _say(*words: str) -> None:
    print("#", *words, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--briefings", type=_sizes_of, default=[1000], metavar="N,N", help="how many (default: 1000)")
    add("--runs", type=int, default=3, help="how often everything is measured (default: 3)")
    add(
        "--peers",
        type=_peers_of,
        metavar="NAME,NAME",
        help=f"of {', '.join(PEERS)} (default: all; the first two above {_ALL_UP_TO:,})",
    )
    add("--json", type=Path, metavar="FILE", help="where to write every single figure")
    add("--folder", type=Path, metavar="DIR", help="where to work, and leave all sites (default: a temporary folder)")
    add("--limit", type=float, default=1800, metavar="SECONDS", help="how long a build may take (default: 1800)")
    return parser.parse_args(arguments)


def _sizes_of(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _peers_of(text: str) -> list[Peer]:
    unknown = set(text.split(",")) - PEERS.keys()
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    return [PEERS[name] for name in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
