"""The manual pages say what the commands say, and `man` can show them."""

import re
import shutil
import subprocess

import pytest

from tests.tui.man_pages import PAGES, page
from tui.core.i18n import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_that_of_the_commands(language: str) -> None:
    assert PAGES[language].read_text("utf-8") == page(language)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff, which shows manual pages, is not here")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_shown(language: str) -> None:
    typed = ["groff", "-k", "-man", "-Tutf8", "-ww", str(PAGES[language])]
    shown = subprocess.run(typed, capture_output=True, encoding="utf-8", check=True)
    assert shown.stderr == ""
    assert "sotay coverage" in re.sub(".\b", "", shown.stdout), "bold letters are struck twice"
