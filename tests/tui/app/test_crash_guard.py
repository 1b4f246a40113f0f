"""Reports of crashes, and what the guard does where there is no terminal."""

from pathlib import Path

import pytest
from textual.app import App
from textual.worker import WorkerFailed

from tui.app.crash_guard import CRASHED, Guarded
from tui.app.crash_report import write_report

CANARY = "Nguyễn Văn A 012345678901"


def crash() -> None:
    secret = CANARY
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise WorkerFailed(ValueError(secret)) from error


def caught() -> WorkerFailed:
    with pytest.raises(WorkerFailed) as info:
        crash()
    return info.value


def test_a_report_says_where_and_not_what(tmp_path: Path) -> None:
    path = write_report(caught(), tmp_path / "reports")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "textual.worker.WorkerFailed" in text
    assert "builtins.KeyError" in text
    assert ":crash" in text
    assert "textual: 8." in text
    assert CANARY not in text
    assert str(Path.home()) not in text


def test_a_report_of_endless_recursion_is_short(tmp_path: Path) -> None:
    def deeper(level: int) -> int:
        return deeper(level + 1)

    with pytest.raises(RecursionError) as info:
        deeper(0)
    path = write_report(info.value, tmp_path)
    assert path is not None
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60


def test_errors_that_point_at_each_other_end(tmp_path: Path) -> None:
    first, second = ValueError(CANARY), ValueError(CANARY)
    first.__cause__, second.__cause__ = second, first
    assert write_report(first, tmp_path) is not None


def test_a_folder_that_cannot_be_written_is_no_second_crash(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert write_report(caught(), blocked / "reports") is None


class Failing(Guarded[None], App[None]):
    def on_mount(self) -> None:
        raise ValueError(CANARY)


async def test_a_test_still_sees_the_error() -> None:
    app = Failing()
    with pytest.raises(ValueError, match="Nguyễn"):
        async with app.run_test():
            pass
    assert app.return_code == CRASHED
