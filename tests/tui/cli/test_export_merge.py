import json
from pathlib import Path

import pytest

from exports import size_limit
from tests.tui.commands import GOOD, done, new_book, read, refused, run
from tui.core.paths import keys_folder

COUNTS = ("new", "updated", "same", "older", "deleted", "conflicts")


@pytest.fixture
def committee(tmp_path: Path) -> tuple[str, str]:
    """The options that name the committee's book."""
    options = ("--book", str(tmp_path / "committee"))
    done(*options, "init", "--unit", "DU", "--reporter", "Trần Thị Mai", "--role", "committee")
    return options


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of a reporter's book with two sessions."""
    new_book()
    done("log", *GOOD)
    done("log", *GOOD, "--date", "1/12")
    return Path(read("export", "--to", str(tmp_path / "out"))["path"])


def test_export_tells_path_and_counts(tmp_path: Path) -> None:
    new_book()
    done("log", *GOOD)
    done("log", *GOOD, "--draft")
    result = done("export", "--to", str(tmp_path / "out"), "--json")
    made = json.loads(result.stdout)
    names = {"path", "paths", "number", "sha256", "sessions", "attendance", "locked", "fingerprint", "new_key"}
    assert made.keys() == names
    assert made["new_key"]
    assert (made["number"], made["sessions"], made["attendance"]) == (1, 1, 25)
    assert Path(made["path"]).name == "BC_CB01_2014_v1.jsonl"
    assert "Bản nháp không được xuất: 1" in result.stderr
    printed = done("export", "--to", str(tmp_path / "out" / "own.jsonl")).stdout
    assert "own.jsonl" in printed
    assert "Tệp số 2 · số bản ghi: 1 · lượt người nghe: 25" in printed


def test_a_key_that_was_lost_is_told_with_the_fingerprint_of_the_new_one(tmp_path: Path) -> None:
    new_book()
    done("log", *GOOD)
    to = ("--to", str(tmp_path / "out"))
    first = done("export", *to, "--json")
    assert "tạo khóa mới" not in first.stderr  # the book's first key: nobody knows another one
    assert not json.loads(done("export", *to, "--json").stdout)["new_key"]
    for key in keys_folder().glob("*.key"):
        key.unlink()
    again = done("export", *to, "--json")
    made = json.loads(again.stdout)
    assert made["new_key"]
    assert made["fingerprint"] != json.loads(first.stdout)["fingerprint"]
    assert "tạo khóa mới" in again.stderr
    assert made["fingerprint"] in again.stderr
    printed = done("export", *to)
    assert f"Mã nhận dạng của khóa: {made['fingerprint']}" in printed.stdout
    assert printed.stderr == ""


def test_an_empty_export_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    new_book()
    to = ("--to", str(tmp_path / "out"))
    assert "Không có gì để xuất" in refused(1, "export", *to)
    assert read("export", *to, "--nil")["sessions"] == 0
    done("log", *GOOD)
    assert "không phải là báo cáo không phát sinh" in refused(1, "export", *to, "--nil")
    assert "không phải là kỳ báo cáo" in refused(1, "export", *to, "--period", "2014-13")
    assert read("export", *to, "--period", "2014-Q2")["sessions"] == 1


def test_a_folder_that_takes_no_files_is_refused_and_the_book_is_not_blamed(
    committee: tuple[str, str], tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    for command in (("export", "--nil"), ("kit",), ("receipts",), ("backup",)):
        assert "Không ghi được tệp" in refused(1, *committee, *command, "--to", str(blocked)), command


def test_a_merge_is_planned_saved_and_told_file_by_file(committee: tuple[str, str], package: Path) -> None:
    planned = read(*committee, "merge", str(package), "--dry-run")
    assert planned["batch"] is None
    assert read(*committee, "list")["sessions"] == []
    merged = read(*committee, "merge", str(package))
    assert merged["files"] == planned["files"]
    [file] = merged["files"]
    assert file.keys() == {"file", "outcome", "code", "received", "made", *COUNTS, "set_aside"}
    assert (file["outcome"], file["new"], file["set_aside"]) == ("merged", 2, [])
    assert merged["totals"] == dict.fromkeys(COUNTS, 0) | {"new": 2, "set_aside": 0}
    assert merged["batch"]
    assert len(read(*committee, "list")["sessions"]) == 2
    again = read(*committee, "merge", str(package.parent))
    assert (again["files"][0]["outcome"], again["batch"]) == ("known", None)


def test_a_merge_is_printed_as_a_table_with_the_fingerprint_to_compare(
    committee: tuple[str, str], package: Path
) -> None:
    printed = done(*committee, "merge", str(package)).stdout
    assert "BC_CB01_2014_v1.jsonl" in printed
    assert "Đã tổng hợp" in printed
    assert "Hãy đối chiếu qua điện thoại: " in printed
    assert "Đã lưu thành đợt" in printed
    assert "Đã hoàn tác: Tổng hợp" in done(*committee, "undo").stdout
    assert read(*committee, "list")["sessions"] == []


def test_a_refused_file_is_told_and_does_not_stop_the_others(
    committee: tuple[str, str], package: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(package.read_bytes().replace(b"SH", b"TM"))
    result = run(*committee, "merge", str(broken), str(package), "--json")
    assert result.exit_code == 1
    outcomes = {file["file"]: (file["outcome"], file["code"]) for file in json.loads(result.stdout)["files"]}
    assert outcomes == {"broken.jsonl": ("refused", "file_damaged"), package.name: ("merged", None)}
    assert "broken.jsonl: Tệp bị hỏng" in result.stderr
    result = run(*committee, "merge", str(broken))
    assert result.exit_code == 1
    assert "Từ chối" in result.stdout
    assert "Không có gì để lưu" in result.stdout


def test_a_key_that_changed_waits_until_it_is_trusted(
    committee: tuple[str, str], package: Path, tmp_path: Path
) -> None:
    done(*committee, "merge", str(package))
    other = ("--book", str(tmp_path / "other"))
    done(*other, "init", "--unit", "CB01", "--reporter", "Người Khác")
    done(*other, "log", *GOOD)
    second = read(*other, "export", "--to", str(tmp_path / "other.jsonl"))["path"]
    result = run(*committee, "merge", second, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["files"][0]["outcome"] == "quarantined"
    mark = result.stderr.split("--trust “")[1].split("”")[0]
    assert read(*committee, "merge", second, "--trust", mark)["files"][0]["new"] == 1


def test_a_session_of_another_unit_is_set_aside_with_its_line_and_reason(
    committee: tuple[str, str], tmp_path: Path
) -> None:
    new_book()
    done("log", *GOOD, "--unit", "DB02")
    path = read("export", "--to", str(tmp_path / "out"))["path"]
    result = run(*committee, "merge", path, "--json")
    assert result.exit_code == 1
    [aside] = json.loads(result.stdout)["files"][0]["set_aside"]
    assert aside["code"] == "session_of_other_unit"
    assert aside["line"] > 2
    assert "DB02" in aside["message"]
    assert f"dòng {aside['line']} ({aside['id'][:8]})" in result.stderr


def test_a_path_that_is_not_there_is_refused(committee: tuple[str, str], tmp_path: Path) -> None:
    assert "Không có tệp hoặc thư mục" in refused(1, *committee, "merge", str(tmp_path / "nothing.jsonl"))
    (tmp_path / "empty").mkdir()
    assert "không có tệp .jsonl nào" in refused(1, *committee, "merge", str(tmp_path / "empty"))


def test_a_pattern_that_no_shell_expanded_stands_for_its_files(committee: tuple[str, str], package: Path) -> None:
    merged = read(*committee, "merge", str(package.parent / "BC_*.jsonl"))
    assert [file["file"] for file in merged["files"]] == [package.name]


def test_a_preview_says_what_would_be_taken_session_by_session(committee: tuple[str, str], package: Path) -> None:
    printed = done(*committee, "merge", str(package), "--dry-run", "--verbose").stdout
    assert "Sẽ tổng hợp" in printed
    assert "Đã tổng hợp" not in printed
    sessions = [line for line in printed.splitlines() if line.startswith("Mới: ")]
    assert len(sessions) == 2
    assert any("01/12" in line and "CB01" in line for line in sessions)
    assert read(*committee, "batches")["batches"] == []


def test_lines_set_aside_are_saved_with_number_reason_and_text(committee: tuple[str, str], tmp_path: Path) -> None:
    new_book()
    done("log", *GOOD, "--unit", "DB02", "--topic", "Đơn vị khác")
    path = Path(read("export", "--to", str(tmp_path / "out"))["path"])
    path = path.rename(path.with_name("dep\u202exslj.jsonl"))
    again = tmp_path / "again" / path.name
    again.parent.mkdir()
    done("log", *GOOD, "--unit", "DB02")
    read("export", "--to", str(again))
    rejects = tmp_path / "rejects"
    result = run(*committee, "merge", str(path), str(again), "--rejects", str(rejects))
    assert result.exit_code == 1
    assert str(rejects) in result.stderr
    first, second = sorted(rejects.iterdir(), key=lambda one: len(one.name))
    assert [first.name, second.name] == ["depxslj.rejects.jsonl", "depxslj-2.rejects.jsonl"]
    [line] = [json.loads(text) for text in first.read_text(encoding="utf-8").splitlines()]
    assert line["raw"] == path.read_text(encoding="utf-8").splitlines()[line["line"] - 1]
    assert json.loads(line["raw"])["id"] == line["id"]
    assert line["code"] == "session_of_other_unit"
    assert len(second.read_text(encoding="utf-8").splitlines()) == 2


def test_where_lines_cannot_be_saved_nothing_is_merged(committee: tuple[str, str], tmp_path: Path) -> None:
    new_book()
    done("log", *GOOD, "--unit", "DB02")
    path = read("export", "--to", str(tmp_path / "out"))["path"]
    (tmp_path / "taken").write_text("a file")
    assert refused(1, *committee, "merge", path, "--rejects", str(tmp_path / "taken"))
    assert read(*committee, "batches")["batches"] == []


def test_a_merge_says_that_questions_are_open(committee: tuple[str, str], package: Path, tmp_path: Path) -> None:
    assert "sotay questions" not in run(*committee, "merge", str(package)).stderr
    other = ("--book", str(tmp_path / "other"))
    done(*other, "init", "--unit", "CB01", "--reporter", "Người Khác")
    done(*other, "log", *GOOD)
    second = read(*other, "export", "--to", str(tmp_path / "other.jsonl"))["path"]
    assert "sotay questions" in run(*committee, "merge", second).stderr


def test_a_book_too_large_for_one_file_goes_out_in_parts_and_what_is_missing_is_told(
    committee: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size_limit, "MOST_BYTES", 14_500)
    new_book()
    for day in range(1, 10):
        done("log", *GOOD, "--date", f"{day}/12")
    told = done("export", "--to", str(tmp_path / "out")).stdout
    parts = sorted((tmp_path / "out").iterdir())
    assert len(parts) > 2
    assert f"được chia thành {len(parts)} phần" in told
    assert all(str(part) in told for part in parts)
    first, second, *others = map(str, parts)
    (tmp_path / "again").mkdir()
    made = read("export", "--to", str(tmp_path / "again" / "own.jsonl"))
    assert [Path(path).name for path in made["paths"]] == [
        f"own_p{number}of{len(parts)}.jsonl" for number in range(1, len(parts) + 1)
    ]
    preview = done(*committee, "merge", "--trust-new", first, *others, "--dry-run").stdout
    assert f"Còn thiếu phần 2/{len(parts)}" in preview
    done(*committee, "merge", "--trust-new", first, *others)
    assert "parts_missing" in json.dumps(read(*committee, "progress"))
    assert "thiếu phần" not in done(*committee, "merge", second).stdout
    assert "parts_missing" not in json.dumps(read(*committee, "progress"))
    assert len(read(*committee, "list")["sessions"]) == 9


def test_an_export_that_no_part_can_hold_names_what_else_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    new_book()
    done("log", *GOOD)
    monkeypatch.setattr(size_limit, "MOST_BYTES", 12_500)
    told = refused(1, "export")
    assert all(option in told for option in ("--period", "--totals", "--columnar"))
