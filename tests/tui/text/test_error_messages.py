import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest

from logs.duplicates.index import REASONS
from logs.errors import SotayError
from logs.model import REQUIRED
from logs.session.validation import Problem
from tui.core import i18n
from tui.text import labels
from tui.text.errors.messages import SENTENCES, error_sentence, problem_sentence, sentence
from tui.text.errors.messages_of_files import FILE_SENTENCES

ROOT = Path(__file__).parents[3]
RAISERS = {"SotayError", "Problem", "Notice", "SetAside", "ValueError"}
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
# Codes that reach an error through a variable are known by how they end.
ENDINGS = re.compile(r"[a-z_]+_(?:unknown|missing|ambiguous|unreadable|damaged|newer|replaced|restored|lost|twice)")


def raised_codes() -> set[str]:
    """Every code that logs or exports can hand out."""
    codes = {f"{field}_missing" for field in ("date", "unit", *REQUIRED)}
    for folder in ("logs", "exports"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    codes |= code_of(node)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and ENDINGS.fullmatch(node.value):
                    codes.add(node.value)
    return codes


def code_of(call: ast.Call) -> set[str]:
    """The code among the positional arguments of an error or a finding: the last word that looks like one."""
    name = getattr(call.func, "id", "")
    if name not in RAISERS:
        return set()
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    found = [text.partition(" - ")[0] for text in texts if CODE.fullmatch(text.partition(" - ")[0])]
    return set(found[-1:])


def test_the_walk_finds_codes_of_every_kind() -> None:
    assert {
        "book_missing",
        "theme_unknown",
        "key_twice",
        "audience_sum",
        "file_unsigned",
        "form_missing",
    } <= raised_codes()


def test_every_code_has_a_sentence() -> None:
    assert raised_codes() - SENTENCES.keys() == set()


# What is wrong with a template and where: parts of `template_mistakes`, which says what to do. These are whole.
_OF_TEMPLATES = {
    f"template_{word}" for word in ["unreadable", "too_big", "outside", "too_much", "failed", "missing", "mistakes"]
}


def test_a_code_has_one_sentence() -> None:
    tree = ast.parse((ROOT / "tui" / "text" / "errors" / "messages.py").read_text(encoding="utf-8"))
    own = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict) and None in node.keys  # it takes in those of files
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert len(own) > 100
    assert not own & FILE_SENTENCES.keys()


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_said_in_vietnamese_with_the_same_parameters(code: str) -> None:
    i18n.use_language("en")
    english = sentence(code)
    i18n.use_language("vi")
    assert sentence(code) != english
    assert parameters(i18n._(SENTENCES[code])) == parameters(SENTENCES[code])


def parameters(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_a_sentence_says_what_happened_and_what_to_do_next() -> None:
    sentences = {
        code: text for code, text in SENTENCES.items() if not code.startswith("template_") or code in _OF_TEMPLATES
    }
    for code, text in sentences.items():
        assert len(re.findall(r"[.?;](?: |$)", text)) >= 2, code


def test_titles_are_translated_and_unknown_ones_stand_for_themselves() -> None:
    i18n.use_language("vi")
    assert labels.field_title("attendance") == "Lượt người nghe"
    assert labels.state_title("missing") == "Chưa báo cáo"
    assert labels.field_title("weather") == "weather"


def test_every_reason_of_a_likely_duplicate_is_worded() -> None:
    i18n.use_language("vi")
    assert labels.reason_title("day_apart") == "Cách nhau một ngày"
    assert [reason for reason in REASONS if labels.reason_title(reason) == reason] == []


def test_values_from_files_can_neither_break_a_sentence_nor_reach_the_terminal() -> None:
    i18n.use_language("en")
    hostile = "\x1b[31m{value.__class__}\u202e\n" + "x" * 500
    said = error_sentence(SotayError("theme_unknown", value=hostile))
    assert said.isprintable()
    assert "{value.__class__}" in said
    assert len(said) < 300


def test_dates_counts_and_lists_are_said_as_people_write_them() -> None:
    i18n.use_language("vi")
    day = date(2014, 12, 5)
    said = sentence("date_outside_period", {"value": day, "start": day, "end": day})
    assert "05/12/2014 – 05/12/2014" in said
    assert "1.234" in sentence("attendance_many", {"value": 1234})
    assert "LC-01, LC-02" in sentence("theme_ambiguous", {"value": "lai châu", "choices": ["LC-01", "LC-02"]})
    assert "ổ đĩa đã đầy" in sentence("save_failed", {"detail": "ENOSPC"})


def test_a_finding_that_several_fields_share_names_its_field() -> None:
    i18n.use_language("vi")
    assert problem_sentence(Problem("minutes", "count_unreadable", params={"value": "abc"})).startswith("Thời lượng")
    assert problem_sentence(Problem("form", "form_missing")).startswith("Chưa nhập hình thức")


def test_a_code_without_a_sentence_stands_for_itself() -> None:
    assert sentence("no_such_code") == "no_such_code"
