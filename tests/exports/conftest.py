"""A desk for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exports.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Books and files in the test's own folder."""
    made = Desk(tmp_path)
    yield made
    made.close()
