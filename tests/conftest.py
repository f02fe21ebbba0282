"""What several kinds of tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a test's time is the machine's, not the code's
settings.load_profile("patient")


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of a program by its name; a machine without it skips the test, unless HEADFRAME_REQUIRE_TOOLS=1."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing = f"there is no program {name} on this machine"
            if os.environ.get("HEADFRAME_REQUIRE_TOOLS") == "1":
                pytest.fail(missing)
            pytest.skip(missing)
        return path

    return find
