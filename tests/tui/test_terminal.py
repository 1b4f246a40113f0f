"""What is set before Textual is imported."""

import os
import subprocess
import sys

import pytest

ASK = """
from tui.terminal import prepare_terminal
import sys
assert "textual" not in sys.modules, "it must come before Textual"
prepare_terminal()
from textual import constants
print(constants.DISABLE_KITTY_KEY)
"""


@pytest.mark.parametrize(("wish", "disabled"), [(None, "True"), ("0", "False"), ("1", "True")])
def test_the_kitty_protocol_is_off_unless_asked_for(wish: str | None, disabled: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "TEXTUAL_DISABLE_KITTY_KEY"}
    if wish is not None:
        environment["TEXTUAL_DISABLE_KITTY_KEY"] = wish
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == disabled
