"""Small questions: every answer has its key, Esc steps back, Enter gives the harmless one."""

import re
from pathlib import Path

import pytest

from tests.tui.desk import app_on, make_desk, screen_text, type_text, until, until_on
from tui.input.text_fields import ViInput
from tui.screens.common.ask import Ask, AskWhy

SCREENS = Path(__file__).parents[4] / "tui"
_ANSWERS = re.compile(r"\[\s*(\(\"\w*\", _\([^\]]*)\]")
ANSWERS = [("save", "Lưu"), ("leave", "Đóng, không lưu"), ("", "Nhập tiếp")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_desk(tmp_path / "book").close()
    return tmp_path / "book"


@pytest.mark.parametrize(
    ("key", "answer"), [("s", "save"), ("l", "leave"), ("escape", ""), ("enter", ""), ("x", None), ("f5", None)]
)
async def test_a_key_gives_the_answer_that_names_it(folder: Path, key: str, answer: str | None) -> None:
    async with app_on(folder) as (app, pilot):
        answered: list[str | None] = []
        app.push_screen(Ask("Lưu không?", ANSWERS), answered.append)
        await until_on(pilot, Ask)
        assert "Lưu  s" in screen_text(app)
        assert "Nhập tiếp  Esc" in screen_text(app)
        await pilot.press(key)
        if answer is None:
            assert isinstance(app.screen, Ask)
            assert answered == []
        else:
            await until(pilot, lambda: answered == [answer])


async def test_letters_of_a_reason_answer_nothing(folder: Path) -> None:
    async with app_on(folder) as (app, pilot):
        answered: list[str | None] = []
        asking = AskWhy("Xóa buổi?", [("delete", "Xóa"), ("", "Giữ")])
        app.push_screen(asking, answered.append)
        await until_on(pilot, AskWhy)
        app.screen.query_one(ViInput).focus()
        await type_text(pilot, "dd")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: answered == ["delete"])
        assert asking.reason == "dd"


def test_answers_of_one_question_have_different_keys_and_one_steps_back() -> None:
    questions = [
        re.findall(r'\("(\w*)", _\(', answers)
        for path in sorted(SCREENS.rglob("*.py"))
        for answers in _ANSWERS.findall(path.read_text(encoding="utf-8"))
        if "Ask" in path.read_text(encoding="utf-8")
    ]
    assert len(questions) > 15
    for names in questions:
        keys = [name[:1] for name in names]
        assert len(set(keys)) == len(keys), names
        assert names.count("") == 1 or names in (["new"],), names
