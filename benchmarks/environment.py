"""The Python environment in which the peers are installed, and the machine they run on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """A virtual environment, by its interpreter."""

    python: Path

    def run(self, *arguments: str) -> str:
        """What the interpreter prints when it runs these arguments."""
        return subprocess.run([self.python, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def version(self, distribution: str) -> str:
        """The version of what is installed."""
        return self.run("-c", f"from importlib.metadata import version; print(version({distribution!r}))")

    def files(self, package: str) -> Path:
        """The folder of an installed package."""
        found = self.run("-c", f"from importlib.util import find_spec; print(find_spec({package!r}).origin)")
        return Path(found).parent


def install(folder: Path, requirements: Iterable[str]) -> Environment:
    """A new environment in this folder with all of them."""
    venv.create(folder, clear=True, with_pip=True)
    environment = Environment(folder / "bin" / "python")
    environment.run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *sorted(set(requirements)))
    return environment


def machine() -> dict[str, str]:
    """What it is that everything was measured on."""
    return {
        "processor": _found(r"^model name\s*: (.*)$", Path("/proc/cpuinfo")) or platform.processor() or "not known",
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def _found(pattern: str, path: Path) -> str:
    match = re.search(pattern, path.read_text("utf-8") if path.exists() else "", re.MULTILINE)
    return match[1].strip() if match else ""
