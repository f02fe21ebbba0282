"""The comparison of benchmarks/compare.py, with Headframe alone and nothing installed."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from check import faults
from compare import compare
from corpus import TAXONOMIES, corpus, one_more
from environment import Environment
from measure import Failure, cost
from peer import HEADFRAME, PEERS, Site
from report import Comparison, as_markdown
from step import COPY, STEPS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture(scope="module")
def comparison(folder: Path) -> Iterator[Comparison]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))  # this Headframe, not one that happens to be installed
        yield compare(Environment(Path(sys.executable)), [HEADFRAME], size=30, runs=1, folder=folder, limit=120)


def test_the_corpus_is_the_same_each_time_and_another_for_another_seed():
    assert corpus(20) == corpus(20)
    assert corpus(20) != corpus(20, seed=2)


def test_no_two_briefings_share_an_address_or_an_instant():
    briefings = [*corpus(500), one_more(500)]
    assert len({briefing.path for briefing in briefings}) == 501
    dates = [briefing.date for briefing in briefings]
    assert dates == sorted(set(dates))


def test_the_corpus_is_as_long_and_its_tags_as_uneven_as_the_documentation_says():
    briefings = corpus(1000)
    words = [len(briefing.body.split()) for briefing in briefings]
    assert 500 < sum(words) / len(words) < 600
    (_, largest), *_ = Counter(tag for briefing in briefings for tag in briefing.tags).most_common()
    assert 0.25 < largest / len(briefings) < 0.32
    assert {len(briefing.tags) for briefing in briefings} == {3, 4, 5, 6}


@pytest.mark.parametrize(
    "peer", [peer for name, peer in PEERS.items() if name != "pelican"], ids=lambda peer: peer.name
)
def test_front_matter_in_yaml_says_what_the_briefing_is(peer):
    for briefing in corpus(50):
        _, front, body = peer.source(briefing).split("---\n", 2)
        matter = yaml.safe_load(front)
        assert (matter["title"], matter["summary"]) == (briefing.title, briefing.summary)
        assert [source["url"] for source in matter["sources"]] == [source.url for source in briefing.sources]
        assert [matter[taxonomy] for taxonomy in TAXONOMIES] == [[*getattr(briefing, name)] for name in TAXONOMIES]
        assert body.strip() == briefing.body.strip()


def test_front_matter_for_pelican_has_a_key_or_an_entry_in_each_line():
    for briefing in corpus(50):
        front, _, body = PEERS["pelican"].source(briefing).partition("\n\n")
        lines = front.splitlines()
        assert {"Sources:", f"Tags: {', '.join(briefing.tags)}"} <= {*lines}
        assert [line.split(" | ")[2] for line in lines if line.startswith("    ")] == [
            one.url for one in briefing.sources
        ]
        assert all(": " in line or line == "Sources:" for line in lines if not line.startswith("    "))
        assert body == briefing.body


def test_a_comparison_measures_every_step_and_the_copy(comparison):
    assert comparison.failures == {}
    (run,) = comparison.runs["headframe"]
    assert list(run.costs) == [*(step.name for step in STEPS), COPY]
    assert all(one.wall > 0 and one.processor > 0 for one in run.costs.values())
    assert run.files > 30
    assert run.size > 30_000


def test_the_report_has_a_row_for_each_step(comparison):
    rows = [line.split(" | ") for line in as_markdown(comparison).splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {2}
    assert Counter(row[0] for row in rows)["| cold build"] == 2
    assert [row[0] for row in rows][-4:-2] == ["| peak memory, MB", "| files"]


@pytest.mark.usefixtures("comparison")
def test_what_is_missing_from_a_site_is_noticed(folder):
    briefings = corpus(10)
    site = Site(HEADFRAME, folder / "30-briefings" / "headframe-0", briefings)
    assert faults(site) == []
    for missing in [
        site.page(briefings[3]),
        site.output / "index.html",
        site.output / "feed.xml",
        site.output / "commodities" / briefings[5].commodities[0] / "feed.xml",
        site.output / "sitemap.xml",
    ]:
        held = missing.read_bytes()
        missing.unlink()
        assert len(faults(site)) >= 1, missing
        missing.write_bytes(held)


@pytest.mark.usefixtures("comparison")
@pytest.mark.parametrize("step", STEPS[2:], ids=lambda step: step.name)
def test_an_edit_that_the_output_does_not_show_is_noticed(step, folder, tmp_path):
    shutil.copytree(folder / "30-briefings" / "headframe-0", tmp_path / "site")
    site = Site(HEADFRAME, tmp_path / "site", corpus(10))
    step.change(site)
    assert step.unseen(site) != []


def test_a_peer_that_fails_is_named_with_its_reason_and_not_counted(tmp_path):
    false = Environment(Path(shutil.which("false") or ""))
    comparison = compare(false, [HEADFRAME], size=3, runs=1, folder=tmp_path, limit=60)
    assert comparison.runs == {}
    assert f"headframe is not counted: {false.python} -m generator build" in as_markdown(comparison)


def test_a_command_that_fails_tells_what_it_said(tmp_path):
    with pytest.raises(Failure, match="ended with 3: no such site"):
        cost([sys.executable, "-c", "print('no such site'); raise SystemExit(3)"], tmp_path, tmp_path / "log", 60)


def test_a_command_is_ended_at_its_limit(tmp_path):
    with pytest.raises(Failure, match="took more than 0 s"):
        cost([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, tmp_path / "log", 0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_memory_of_a_command_holds_its_children_s(tmp_path):
    child = "block = bytearray(60_000_000); import time; time.sleep(0.4)"
    parent = f"block = bytearray(60_000_000); import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    spent = cost([sys.executable, "-c", parent], tmp_path, tmp_path / "log", 60)
    assert spent.memory > 120_000_000
