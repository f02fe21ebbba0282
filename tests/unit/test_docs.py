"""The documentation says what is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from msgspec import Struct

from generator import cli, views
from generator.layouts import packaged_layouts

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "tests/README.md", *DOCS.glob("*.md")])


def test_the_layouts_guide_lists_every_field_of_every_view() -> None:
    checked = subprocess.run([sys.executable, DOCS / "reference.py", "--check"], check=False)
    assert checked.returncode == 0, "run `make docs`"
    guide = (DOCS / "layouts.md").read_text(encoding="utf-8")
    kinds = [kind for kind in Struct.__subclasses__() if kind.__module__ == views.__name__]
    fields = [f"| `{name}` |" for kind in kinds for name in kind.__struct_fields__]
    assert fields
    assert [field for field in fields if field not in guide] == []


def test_the_layouts_guide_names_every_template() -> None:
    guide = (DOCS / "layouts.md").read_text(encoding="utf-8")
    templates = [p.name for p in packaged_layouts().iterdir() if p.is_file()]
    assert templates
    assert [name for name in templates if name not in guide] == []


def test_the_layouts_guide_lists_every_block() -> None:
    guide = (DOCS / "layouts.md").read_text(encoding="utf-8")
    _, _, section = guide.partition("\n## Blocks\n")
    told = dict(re.findall(r"^\| ([\w.]+) \| (`.*`) \|$", section.partition("\n## ")[0], re.MULTILINE))
    blocks = {p.name: re.findall(r"{% block (\w+)", p.read_text(encoding="utf-8")) for p in layouts_with_blocks()}
    assert {name: re.findall(r"`(\w+)`", row) for name, row in told.items()} == blocks


def layouts_with_blocks() -> list[Path]:
    return [p for p in packaged_layouts().glob("*.html") if "{% block" in p.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", cli.main.list_commands(click.Context(cli.main)))
def test_every_command_is_documented_with_every_option(name: str) -> None:
    guide = (DOCS / "commands.md").read_text(encoding="utf-8")
    _, _, section = guide.partition(f"## headframe {name}\n")
    section = section.partition("\n## ")[0]
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    options = [p.opts[-1] for p in command.params if isinstance(p, click.Option)]
    assert options
    assert [option for option in options if f"`{option}" not in section] == []


def test_the_list_of_commands_is_whole_and_in_order() -> None:
    guide = (DOCS / "commands.md").read_text(encoding="utf-8")
    commands = cli.main.list_commands(click.Context(cli.main))
    assert re.findall(r"^\| \[`(\w+)`\]\(#headframe-\w+\) \|", guide, re.MULTILINE) == commands
    assert re.findall(r"^## headframe (\w+)$", guide, re.MULTILINE) == commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_has_one_type_exists(page: Path) -> None:
    known = cli.main.list_commands(click.Context(cli.main))
    typed = re.findall(r"^    (?:\$ )?headframe (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    for line in typed:
        name, *words = shlex.split(line.partition(" > ")[0], comments=True)
        assert name in known
        command = cli.main.get_command(click.Context(cli.main), name)
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("folder", ["generator", "generator/lint", "generator/plan", "generator/serve"])
def test_the_architecture_names_every_room(folder: str) -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = {p.stem for p in (ROOT / folder).glob("[!_]*") if p.suffix == ".py" or (p / "__init__.py").is_file()}
    assert rooms
    assert {room for room in rooms if not re.search(rf"`{room}/?`", page)} == set()


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    extras = [requirement for extra in optional.keys() - {"test"} for requirement in optional[extra]]
    names = [re.split(r"[<>=;\[ ]", requirement)[0].lower() for requirement in (*project["dependencies"], *extras)]
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8").lower()
    assert [name for name in names if f"pypi.org/project/{name}/" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", prose)
    targets = [((page.parent / path).resolve() if path else page, heading) for path, heading in links]
    assert [target for target, _ in targets if not target.exists()] == []
    assert [target for target in targets if target[1] and target[1] not in headings(target[0])] == []


def headings(page: Path) -> set[str]:
    """The ids of a page's headings, as GitHub makes them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
