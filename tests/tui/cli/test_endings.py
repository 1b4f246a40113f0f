"""Every command with a place to write to writes what its name says, or nothing."""

from pathlib import Path

import pytest

from tests.tui.commands import new_book, read, refused


@pytest.mark.parametrize(
    "words",
    [
        ["paper", "--to", "so.xlsx"],
        ["paper", "--to", "phieu", "--blank", "5"],
        ["export", "--nil", "--to", "BC.xlsx"],
        ["export", "--columnar", "BC.parquet"],
        ["backup", "--to", "sao-luu.docx"],
        ["kit", "--to", "bo.zip"],
        ["receipts", "--to", "phieu.PDF"],
        ["demo", "--units", "2", "--no-app", "--to", "thu.html"],
        ["report", "--to", "baocao.odt"],
        ["import", "so-cu.csv", "--rejects", "sai.docx"],
    ],
)
def test_nothing_is_written_under_the_name_of_another_kind_of_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    new_book("--role", "committee")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "so-cu.csv").write_text("Ngày,Chuyên đề,Số người nghe\n5/3,Biên giới,x\n", encoding="utf-8")
    said = refused(1, *words)
    assert next(word for word in reversed(words) if "." in word or word == "phieu") in said
    assert [path.name for path in here.iterdir()] == ["so-cu.csv"]
    assert read("list")["sessions"] == []
