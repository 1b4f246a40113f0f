"""What commands say on a terminal: how wide it is decides how lines break, and whether the app can be opened."""

import pytest

from tests.tui.app.test_app_pty import PROGRAM
from tests.tui.commands import log, new_book
from tests.tui.pty_app import running


@pytest.mark.parametrize(("columns", "rows", "said"), [(39, 24, "39 × 24"), (80, 9, "80 × 9")])
def test_a_window_too_small_is_told_its_size(columns: int, rows: int, said: str) -> None:
    with running(PROGRAM, "--lang", "en", columns=columns, rows=rows) as app:
        assert app.wait_for_end() == 2
        assert said in app.output.decode().replace("\r\n", " ")


def test_messages_keep_their_words_whole_on_a_terminal() -> None:
    new_book()
    log("--date", "12/5", "--form", "sh", "--attendance", "25", "--audience", "DV", "--theme", "LC-02")
    rule = "Một buổi có nhiều chủ đề được tính ở từng chủ đề, nên cộng các dòng có thể lớn hơn số buổi."
    with running(PROGRAM, "coverage", "--by", "form", "--unit", "CB01", columns=70, rows=80) as app:
        app.wait_for("HC = ")
        lines = app.text.splitlines()
        first = next(place for place, line in enumerate(lines) if line.startswith("Một buổi"))
        assert " ".join(lines[first : first + 2]) == rule
    with running(PROGRAM, "log", "31/2", "sh", "99999999999", columns=60) as app:
        app.wait_for("Lượt người nghe: Số 99999999999 quá lớn. Hãy kiểm tra lại\ncác chữ số.")
