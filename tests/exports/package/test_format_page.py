"""The page about the package is right: its sample is what an independent writer makes, and its commands check it."""

import shutil
import subprocess
from pathlib import Path

from exports.package import reader
from exports.package.format import MOST_OTHERS, MOST_SESSIONS
from exports.size_limit import MOST_BYTES
from tests import independent
from tests.independent import edit, read_package, session, session_content, write_package
from tests.systems import skip_where

FOLDER = Path(reader.__file__).parent
PAGE = (FOLDER / "FORMAT.md").read_text(encoding="utf-8")


def sample() -> bytes:
    """A session, an edited one and a deleted one."""
    first = session(session_content(topic="Nông nghiệp"), number=2)
    edited = edit(first, session_content(topic="Nông, lâm nghiệp", attendance=30, audience={"DV": 18, "CB": None}))
    return write_package([session(session_content()), edited, edit(session(session_content(), number=3), None)])


def test_the_sample_is_what_the_independent_writer_makes_and_both_readers_take() -> None:
    data = (FOLDER / "sample.jsonl").read_bytes()
    assert data == sample()
    assert len(read_package(data)["sessions"]) == 3
    assert reader.read_package(data).set_aside == ()


def test_the_prefix_and_the_limits_are_those_of_the_page() -> None:
    assert independent.PREFIX == b"sotay-package-1\n"
    assert "sotay-package-1\\n" in PAGE
    for most in (MOST_SESSIONS, MOST_OTHERS, MOST_BYTES):
        assert f"{most:,}" in PAGE


def told_by_the_commands(folder: Path) -> str:
    """What the commands of the page say of the sample in a folder."""
    missing = [tool for tool in ("sh", "openssl", "sha256sum") if shutil.which(tool) is None]
    skip_where(f"there is no {missing[0]}" if missing else "")
    commands = PAGE.partition("```sh\n")[2].partition("```")[0]
    return subprocess.run(["sh", "-uc", commands], cwd=folder, capture_output=True, text=True, check=False).stdout


def test_the_commands_of_the_page_check_the_sample() -> None:
    assert told_by_the_commands(FOLDER) == "the hash fits\nSignature Verified Successfully\nthe version fits\n"


def test_they_notice_a_changed_figure(tmp_path: Path) -> None:
    (tmp_path / "sample.jsonl").write_bytes(sample().replace(b'"attendance":25', b'"attendance":26'))
    assert "fits" not in told_by_the_commands(tmp_path)
    assert "Verified" not in told_by_the_commands(tmp_path)
