"""`sotay report-template` and `report --template` as a person types them."""

from pathlib import Path

import pytest
from docx import Document

from tests.tui.commands import GOOD, done, log, new_book, read, refused
from tui.core.paths import book_folder


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()
    log(*GOOD)


def template(path: Path, *lines: str) -> str:
    """A template of these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return str(path)


def letter(path: Path, *options: str) -> list[str]:
    """The first lines of a report written with these options."""
    done("report", "--to", str(path), *options)
    return [paragraph.text for paragraph in Document(str(path)).paragraphs][:2]


def test_a_template_is_written_registered_used_and_forgotten(tmp_path: Path) -> None:
    assert read("report-template", "--to", str(tmp_path / "mau.docx"))["registered"] is False
    assert "{{ cap_tren }}" in Document(str(tmp_path / "mau.docx")).tables[0].rows[0].cells[0].text
    done("report-template", str(tmp_path / "mau.docx"))
    own = template(tmp_path / "own.docx", "Số buổi: {{ buoi }}")
    assert letter(tmp_path / "a.docx", "--template", own) == ["Số buổi: 1"]
    assert letter(tmp_path / "b.docx")[0] == "BÁO CÁO"
    assert read("report-template", own)["registered"] is True
    assert letter(tmp_path / "c.docx") == ["Số buổi: 1"]
    assert letter(tmp_path / "d.docx", "--no-template")[0] == "BÁO CÁO"
    done("report-template", "--to", str(tmp_path / "again.docx"))
    assert (tmp_path / "again.docx").read_bytes() == Path(own).read_bytes()
    assert "mẫu của chương trình" in done("report-template", "--forget").stdout
    assert letter(tmp_path / "e.docx")[0] == "BÁO CÁO"
    assert refused(1, "report-template", "--forget")


def test_a_copy_of_the_book_has_the_template(tmp_path: Path) -> None:
    done("report-template", template(tmp_path / "own.docx", "Số buổi: {{ buoi }}"))
    done("backup", "--to", str(tmp_path / "copy.json"))
    for name in ("book.json", "book.journal"):
        (book_folder() / name).unlink()
    done("restore", str(tmp_path / "copy.json"))
    assert letter(tmp_path / "a.docx") == ["Số buổi: 1"]


def test_mistakes_are_told_with_their_places_and_nothing_is_written(tmp_path: Path) -> None:
    broken = template(tmp_path / "own.docx", "Đúng: {{ buoi }}", "Số buổi: {{ buooi }}", "{% for x in cac_thang %}")
    told = refused(
        1, "report", "--to", str(tmp_path / "a.xlsx"), "--to", str(tmp_path / "a.docx"), "--template", broken
    )
    assert "Đoạn 2: Không có trường “buooi” (trong “Số buổi: {{ buooi }}”).\n" in told
    assert "Đoạn 3: “{% for x in cac_thang %}” chưa có kết thúc" in told
    assert list(tmp_path.glob("a.*")) == []
    assert refused(1, "report-template", broken)
    assert read("report-template")["registered"] is False
