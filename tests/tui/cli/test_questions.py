import json
from pathlib import Path
from typing import Any

import pytest

from logs.duplicates.index import Likeness
from tests.tui.commands import done, process, read, refused
from tests.tui.merging import Office


def asked(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(*office.at("office"), "questions")["questions"]
    return found


def decide(office: Office, *answer: str) -> Any:
    return read(*office.at("office"), "decide", *answer)


def no_answer(office: Office, *answer: str) -> str:
    return refused(1, *office.at("office"), "decide", *answer)


def test_a_book_without_questions_says_so(office: Office) -> None:
    assert asked(office) == []
    assert "0 câu hỏi" in done(*office.at("office"), "questions").stdout
    assert "Không có câu hỏi “1”" in no_answer(office, "1", "same")


def test_a_conflict_is_shown_field_by_field_with_both_sides(office: Office) -> None:
    session = office.conflict()
    [found] = asked(office)
    assert (found["n"], found["kind"], found["sessions"]) == (1, "conflict", [session])
    assert found["answers"] == ["keep VERSION", "FIELD=VALUE", "both"]
    assert {one["field"] for one in found["differences"]} == {"attendance", "audience", "place"}
    assert {side["file"] for side in found["sides"]} == {"first-2.jsonl", "second-3.jsonl"}
    printed = done(*office.at("office"), "questions").stdout
    for word in ("Hội trường", "Nhà văn hóa", "27", "25", "first-2.jsonl", "second-3.jsonl", "decide 1 keep VERSION"):
        assert word in printed, printed
    assert all(side["version"][:8] in printed for side in found["sides"])


def test_a_conflict_is_settled_by_version_and_undone(office: Office) -> None:
    session = office.conflict()
    [found] = asked(office)
    wanted = next(side for side in found["sides"] if side["content"]["place"] == "Nhà văn hóa")
    printed = done(*office.at("office"), "decide", "1", "keep", wanted["version"][:8], "--reason", "đã hỏi").stdout
    assert "Nhà văn hóa" in printed
    assert "Không hiển thị nữa" in printed
    assert "0 câu hỏi" in printed
    assert "sotay undo" in printed
    shown = read(*office.at("office"), "show", session, "--history")
    assert (shown["place"], shown["attendance"]) == ("Nhà văn hóa", 25)
    assert "đã hỏi" in json.dumps(shown, ensure_ascii=False)
    done(*office.at("office"), "undo")
    assert [one["key"] for one in asked(office)] == [found["key"]]


def test_a_conflict_is_settled_field_by_field(office: Office) -> None:
    session = office.conflict()
    answered = decide(office, asked(office)[0]["key"], "place=Nhà văn hóa", "attendance=27", "audience=DV=20,CB=7")
    assert (answered["kind"], answered["left"]) == ("conflict", 0)
    shown = read(*office.at("office"), "show", session)
    assert (shown["place"], shown["attendance"], shown["conflict"]) == ("Nhà văn hóa", 27, False)


def test_both_sides_are_kept_as_two_sessions(office: Office) -> None:
    office.conflict()
    assert decide(office, "1", "cả-hai")["left"] == 0
    places = [one["place"] for one in read(*office.at("office"), "list")["sessions"]]
    assert sorted(places) == ["Hội trường", "Nhà văn hóa"]


@pytest.mark.parametrize(
    "answer",
    [
        ("same",),
        ("keep",),
        ("keep", "zz"),
        ("both", "now"),
        ("attendance=many",),
        ("nothing=1",),
        ("map", "CB01"),
        ("",),
    ],
)
def test_a_wrong_answer_changes_nothing_and_says_what_can_be_answered(office: Office, answer: tuple[str, ...]) -> None:
    office.conflict()
    before = asked(office)
    assert no_answer(office, "1", *answer)
    assert asked(office) == before
    if answer == ("same",):
        assert "keep VERSION | FIELD=VALUE | both" in no_answer(office, "1", *answer)


def test_a_deletion_against_an_edit_can_be_kept_or_not_but_not_both(office: Office) -> None:
    office.init("a", "CB01")
    session = office.log("a", "--place", "Hội trường")
    office.merge(office.export("a"))
    office.copy("a", "b")
    done(*office.at("a"), "delete", session)
    done(*office.at("b"), "edit", session, "place=Nhà văn hóa")
    office.log("a", "--date", "1/5")
    office.merge(office.export("a"), office.export("b"))
    [found] = asked(office)
    assert found["answers"] == ["keep VERSION", "FIELD=VALUE"]
    assert "đã xóa" in done(*office.at("office"), "questions").stdout
    assert "hãy" in no_answer(office, "1", "both").lower()
    deleted = next(side for side in found["sides"] if side["content"] is None)
    assert decide(office, "1", "keep", deleted["version"])["left"] == 0
    assert session not in [one["id"] for one in read(*office.at("office"), "list")["sessions"]]


def test_likely_duplicates_stand_beside_each_other_and_are_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted(office.log("office", "--topic", topic) for topic in ("Biên giới", "Biên giới Việt Lào"))
    likely = [Likeness(first, second, 91, ("same_day", "similar_topic"))]
    monkeypatch.setattr("logs.questions.doubles.doubles_by_unit", lambda *_entries, **_units: {"": likely})
    [found] = [one for one in asked(office) if one["kind"] == "duplicate"]
    assert (found["score"], found["answers"]) == (91, ["same", "different"])
    printed = done(*office.at("office"), "questions").stdout
    for word in ("Biên giới Việt Lào", first[:8], second[:8], "91", "Cùng ngày", "same | different"):
        assert word in printed, printed
    assert decide(office, found["key"], "same")["left"] == len(asked(office))
    assert read(*office.at("office"), "coverage")["totals"]["sessions"] == 1
    done(*office.at("office"), "undo")
    decide(office, found["key"], "hai", "buổi")
    assert read(*office.at("office"), "coverage")["totals"]["sessions"] == 2
    assert "duplicate" not in [one["kind"] for one in asked(office)]


def pairs(office: Office, count: int) -> list[dict[str, Any]]:
    """So many open questions about duplicates, as they are listed."""
    days = [f"{day}/3/2014" for day in range(1, 2 * count, 2) for _twice in "ab"]
    for day in days:
        office.log("office", "--date", day, "--topic", "Biên giới", "--place", "Nhà văn hóa")
    return asked(office)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("1 same, 2-3 different", "sdd."),
        ("1 same , 3 different", "s.d."),
        ("1,4 different, 2, 3 same", "dssd"),
        ("2, 4 same", ".s.s"),
        ("1-2, 4 Different,", "dd.d"),
    ],
)
def test_several_questions_are_answered_by_the_numbers_of_one_list(office: Office, typed: str, answers: str) -> None:
    listed = pairs(office, 4)
    assert len(listed) == 4
    told = decide(office, *typed.split())
    by_key = {one["key"]: one["answer"][0][0].lower() for one in told["answers"]}
    assert [by_key.get(one["key"], ".") for one in listed] == list(answers)
    assert told["left"] == answers.count(".")
    assert [one["key"] for one in asked(office)] == [
        one["key"] for one, answer in zip(listed, answers, strict=True) if answer == "."
    ]
    done(*office.at("office"), "undo")
    assert len(asked(office)) == answers.count(".") + 1, "each is a step of its own"


def test_several_answers_by_keys_say_how_many_and_how_the_last_is_taken_back(office: Office) -> None:
    first, second = (one["key"] for one in pairs(office, 2))
    printed = done(*office.at("office"), "decide", f"{first},{second}", "same").stdout
    assert "Đã trả lời 2 câu" in printed
    assert printed.count("Cả hai") == 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1 same, 3 same", "question_missing"), ("1 same, 2", "answer_none"), ("1 same, 2 keep 3f2a", "answer_wrong"),
     ("1 same, 2-1 same", "question_missing"), ("1 same, 1-999999999 same", "question_missing")],
)  # fmt: skip
def test_nothing_is_answered_where_one_of_the_answers_is_none(office: Office, typed: str, code: str) -> None:
    listed = pairs(office, 2)
    wrong = json.loads(no_answer(office, *typed.split(), "--json"))
    assert wrong["error"]["code"] == code
    assert asked(office) == listed


def test_what_an_answer_has_settled_as_well_is_not_answered_again(office: Office) -> None:
    for _thrice in range(3):
        office.log("office", "--topic", "Biên giới")
    assert len(asked(office)) == 3
    told = decide(office, "1-3", "same")
    assert (len(told["answers"]), told["left"]) == (2, 0), "two pairs make three sessions one event"


def test_a_file_with_a_changed_key_is_trusted_or_refused(office: Office) -> None:
    path = office.changed_key()
    [found] = asked(office)
    assert (found["kind"], found["answers"]) == ("sender", ["trust", "refuse"])
    assert Path(path).name in found["message"]
    trusted = done(*office.at("office"), "decide", "1", "trust").stdout
    assert "mới 1" in trusted
    assert "Đã lưu thành đợt" in trusted
    done(*office.at("office"), "undo")
    assert len(read(*office.at("office"), "list")["sessions"]) == 1
    assert "Đã từ chối tệp" in done(*office.at("office"), "decide", "1", "refuse").stdout
    assert asked(office) == []
    assert office.merge(path)["files"][0]["code"] == "file_refused"


def test_a_unit_that_is_not_listed_is_named_by_code_or_name(office: Office) -> None:
    office.unknown_unit()
    [found] = [one for one in asked(office) if one["kind"] == "unit"]
    assert (found["subject"], found["answers"]) == ("X9", ["map CODE", "leave"])
    assert "nowhere" in no_answer(office, found["key"], "map", "nowhere")
    assert no_answer(office, found["key"], "map")
    name = read(*office.at("office"), "units", "show")["units"]
    cell = next(one for one in name if one.get("parent") == "DB01" or one["code"] == "DB01")
    answered = decide(office, found["key"], "map", *cell["name"].split())
    assert any(cell["code"] in line for line in answered["done"])
    assert "unit" not in [one["kind"] for one in asked(office)]
    assert len(read(*office.at("office"), "list")["sessions"]) == 2
    done(*office.at("office"), "undo")
    assert decide(office, found["key"], "leave")["done"]
    assert len(read(*office.at("office"), "list")["sessions"]) == 1


def test_a_code_that_is_not_known_is_read_as_another_or_left(office: Office) -> None:
    toml = office.folder / "other.toml"
    shipped = Path(__file__).parents[3] / "logs" / "catalogue" / "directives" / "LC-TTDN-2014.toml"
    toml.write_text(shipped.read_text(encoding="utf-8").replace('"LC-02"', '"LC-99"'), encoding="utf-8")
    done(*office.at("cell"), "init", "--unit", "CB01", "--reporter", "Lò Văn Pản", "--directive", str(toml))
    done(*office.at("cell"), "log", "1/5 sh 25dv lc-99")
    office.merge(office.export("cell"))
    [found] = asked(office)
    assert (found["kind"], found["field"], found["subject"]) == ("code", "themes", "LC-99")
    assert "LC-99" in done(*office.at("office"), "questions").stdout
    assert "không ứng với đúng một mục" in no_answer(office, "1", "map", "LC-01;LC-02")
    assert decide(office, "1", "là", "lc-02")["left"] == 0
    rows = {row["theme"]: row["sessions"] for row in read(*office.at("office"), "coverage")["rows"]}
    assert rows["LC-02"] == 1


def test_a_process_of_its_own_answers_without_a_traceback(office: Office) -> None:
    office.conflict()
    asked_for = process(*office.at("office"), "questions", "--json")
    assert json.loads(asked_for.stdout)["questions"][0]["kind"] == "conflict"
    wrong = process(*office.at("office"), "decide", "1", "maybe", "--json")
    assert wrong.returncode == 1
    assert json.loads(wrong.stderr)["error"]["code"] == "answer_wrong"
    assert process(*office.at("office"), "decide", "1").returncode == 2
