"""`sotay progress` on a committee's book: the grid, its rates, the warnings and the letters."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document

from exports.package.keys import load_signer
from exports.package.writer import export_book
from logs.book.book import LogBook
from tests.tui.commands import done, read, refused, run
from tests.tui.desk import add, make_desk, make_office
from tui.core.clock import now


@pytest.fixture
def sent_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The committee's book, with what four units have sent.

    CB01 the half year, and of its files for the year the second; CB02 a nil report, CB03 after the deadline, CB04 the
    half year.
    """
    make_office(tmp_path / "book").close()
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def send(unit: str, day: str, *names: str, period: str | None = None, nil: bool = False) -> None:
        monkeypatch.setenv("SOTAY_TODAY", day)
        folder = tmp_path / unit
        book = LogBook.open(folder, clock=now) if folder.exists() else make_desk(folder, unit)
        with book:
            if not nil:
                add(book, "2014-05-12")
            made = export_book(book, load_signer(tmp_path / "keys", book.owner.book), inbox, period=period, nil=nil)
        if "lost" in names:
            made.path.unlink()
            return
        run("merge", str(made.path))

    send("CB01", "2014-07-02", period="2014-6T")
    send("CB04", "2014-07-05", period="2014-6T")
    send("CB01", "2014-12-01", "lost")
    send("CB01", "2014-12-02")
    send("CB02", "2014-12-05", nil=True)
    send("CB03", "2014-12-16")
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-18")
    return tmp_path / "book"


def by_unit(table: dict[str, Any]) -> dict[str, Any]:
    return {unit["unit"]: unit for unit in table["units"]}


@pytest.mark.usefixtures("sent_files")
def test_the_grid_tells_every_unit_and_period() -> None:
    table = read("progress")
    assert [one["period"] for one in table["periods"]] == ["2014-6T", "2014"]
    half, year = table["periods"]
    assert (half["reported"], half["covered"], half["nil"], half["missing"]) == (4, 2, 0, 55)
    assert (year["reported"], year["nil"], year["missing"], year["obliged"]) == (4, 1, 55, 59)
    assert (half["last_day"], year["last_day"]) == (None, "2014-12-14")
    units = by_unit(table)
    states = {code: (unit["cells"]["2014-6T"]["state"], unit["state"]) for code, unit in units.items()}
    assert {code: states[code] for code in ("CB01", "CB02", "CB03", "CB04", "CB05")} == {
        "CB01": ("received", "on_time"),
        "CB02": ("covered", "nil"),
        "CB03": ("covered", "late"),
        "CB04": ("received", "counted"),
        "CB05": ("missing", "missing"),
    }
    assert units["CB02"]["nil"]
    assert [one["code"] for one in units["CB01"]["warnings"]] == ["number_missing"]
    assert units["CB04"]["lacks"][0]["code"] == "report_missing"
    assert table["totals"]["missing"] == 55


@pytest.mark.usefixtures("sent_files")
def test_the_table_shows_numerator_denominator_and_what_is_doubtful() -> None:
    printed = done("progress", "--deadline", "2014-6T=05/07").stdout
    assert (
        "Năm 2014 (trước ngày 15/12/2014): Đã báo cáo: 4/59 đơn vị (6,8%) · chưa báo cáo: 55 · gồm không phát sinh: 1"
        in printed
    )
    assert "6 tháng đầu năm 2014 (trước ngày 05/07/2014): Đã báo cáo: 4/59 đơn vị (6,8%)" in printed
    assert "chưa báo cáo: 55 · có trong tệp sau: 2" in printed
    assert "CB01: Thiếu tệp số 2." in printed
    line = next(line for line in printed.splitlines() if line.startswith("CB04"))
    assert "! 05/07" in line


@pytest.mark.usefixtures("sent_files")
def test_a_day_of_before_knows_nothing_of_later_files() -> None:
    table = read("progress", "--on", "3/7")
    assert [one["period"] for one in table["periods"]] == ["2014-6T", "2014"]
    assert table["periods"][0]["reported"] == 1
    assert by_unit(table)["CB01"]["state"] == "missing"


@pytest.mark.usefixtures("sent_files")
def test_one_unit_is_shown_and_the_rates_stay_those_of_all() -> None:
    table = read("progress", "--unit", "chi bộ sở tài chính", "--periods", "2014-Q2, 2014-9T")
    assert [unit["unit"] for unit in table["units"]] == ["CB01"]
    assert [one["period"] for one in table["periods"]] == ["2014-Q2", "2014-6T", "2014-9T", "2014"]
    assert table["periods"][-1]["obliged"] == 59
    assert table["units"][0]["cells"]["2014-9T"]["covered_by"] == "2014"


@pytest.mark.usefixtures("sent_files")
def test_csv_has_a_row_for_each_unit_and_period() -> None:
    text = done("progress", "--csv").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 59 * 2
    first = next(row for row in rows if row["unit"] == "CB03" and row["period"] == "2014")
    assert (first["state"], first["first"], first["deadline"]) == ("late", "2014-12-16", "2014-12-15")
    assert next(row for row in rows if row["unit"] == "CB05")["first"] == ""


@pytest.mark.usefixtures("sent_files")
def test_a_letter_names_exactly_what_is_missing() -> None:
    letter = done("progress", "--remind", "--unit", "CB04").stdout
    assert letter.startswith("Kính gửi: Chi bộ Sở Kế hoạch và Đầu tư\n")
    assert "Hướng dẫn “Công tác thông tin đối ngoại năm 2014” ngày 02/04/2014" in letter
    assert "- Chưa nhận được báo cáo: Năm 2014 (hạn: trước ngày 15/12/2014)." in letter
    assert "6 tháng" not in letter
    assert "sotay" not in letter, "no command in what goes to another office"
    gap = done("progress", "--remind", "--unit", "CB01").stdout
    assert "- Thiếu tệp số 2. Tệp sau đã gồm toàn bộ số liệu" in gap
    assert "Chưa nhận được" not in gap
    assert done("progress", "--remind", "--unit", "CB03").stdout == "Không còn thiếu gì.\n"


@pytest.mark.usefixtures("sent_files")
def test_letters_go_to_those_who_lack_something_and_to_no_other() -> None:
    letters = read("progress", "--remind", "--periods", "2014-6T")["reminders"]
    codes = [letter["unit"] for letter in letters]
    assert len(codes) == len(set(codes)) == 56
    assert not {"CB01", "CB02", "CB03"} & set(codes)
    fifth = next(letter["text"] for letter in letters if letter["unit"] == "CB05")
    assert "6 tháng đầu năm 2014" in fifth
    printed = done("progress", "--remind").stdout
    assert printed.count("Kính gửi: ") == 56
    assert "6 tháng" not in printed


def test_a_letter_gives_the_reason_of_every_session_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_office(tmp_path / "book").close()
    with make_desk(tmp_path / "CB01", "CB01") as book:
        add(book, "2014-05-12")
        add(book, "2014-05-13", unit="CB02")
        made = export_book(book, load_signer(tmp_path / "keys", book.owner.book), tmp_path)
    run("merge", str(made.path))
    letter = done("progress", "--remind", "--unit", "CB01").stdout
    assert "- Tệp số 1 có 1 buổi chưa được tiếp nhận." in letter
    reason = next(line for line in letter.splitlines() if line.startswith("  + "))
    assert "CB02" in reason
    (tmp_path / "book" / "received" / f"{made.sha256}.jsonl").unlink()
    assert "  + " not in done("progress", "--remind", "--unit", "CB01").stdout


def test_a_hostile_name_stays_text_in_a_letter(tmp_path: Path) -> None:
    with make_office(tmp_path / "book") as book:
        units = [msgspec.structs.replace(one, name=f"[red]\x1b[31m{one.name}") for one in book.units.values()]
        book.use_units(units)
    letter = done("progress", "--remind", "--unit", "CB05").stdout
    assert letter.startswith("Kính gửi: [red][31mChi bộ")
    assert "\x1b" not in letter


@pytest.mark.usefixtures("sent_files")
@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--periods", "2013"], "Kỳ 2013 không thuộc năm 2014"),
        (["--periods", "2014-7T"], "2014-7T"),
        (["--deadline", "2014=20/12"], "đã có trong danh mục: 15/12/2014"),
        (["--deadline", "2014-6T"], "không đúng dạng KỲ=NGÀY"),
        (["--unit", "ZZ"], "ZZ"),
        (["--unit", "DB01"], "đơn vị DB01 không phải báo cáo"),
    ],
)
def test_what_cannot_be_meant_is_refused(args: list[str], said: str) -> None:
    assert said in refused(1, "progress", *args)


@pytest.mark.usefixtures("sent_files")
def test_a_letter_is_no_table() -> None:
    assert "--remind" in refused(2, "progress", "--remind", "--csv")


def test_a_file_received_before_catalogues_were_noted_still_counts(sent_files: Path) -> None:
    with LogBook.open(sent_files, clock=now) as book:
        key, file = next((key, one) for key, one in book.exchange.received.items() if one.unit == "CB03")
        assert file.directive == "LC-TTDN-2014"
        old = msgspec.structs.replace(file, directive="", received=datetime(2014, 12, 1, tzinfo=UTC))
        book.history.commit("merge", {"received": {key: msgspec.json.encode(old)}})
    assert by_unit(read("progress"))["CB03"]["state"] == "on_time"


def test_reminders_are_written_to_sign_in_one_file_or_one_each(tmp_path: Path) -> None:
    make_office(tmp_path / "book").close()
    book = ("--book", str(tmp_path / "book"), "--lang", "en")
    done(*book, "progress", "--letters", str(tmp_path / "all.docx"))
    done(*book, "progress", "--letters", str(tmp_path / "each"), "--unit", "CB02")
    [one] = (tmp_path / "each").iterdir()
    assert one.name == "Nhac_CB02_2014-12-10.docx"
    for path in (tmp_path / "all.docx", one):
        texts = [paragraph.text for paragraph in Document(str(path)).paragraphs]
        assert any(text.startswith("Kính gửi: ") for text in texts), "Vietnamese in an English program too"
        assert not any("sotay" in text for text in texts)
    refused(1, *book, "progress", "--letters", str(tmp_path / "all.pdf"))
