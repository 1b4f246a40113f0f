"""Files that a person names: where a name is taken, and where nothing can be written."""

from pathlib import Path

import pytest

from exports.paths import new_file, save_new
from logs.errors import SotayError


def test_a_taken_name_is_refused_or_numbered_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "baocao.docx"
    assert save_new(path, b"first") == path
    with pytest.raises(SotayError, match="export_file_exists"):
        save_new(path, b"second")
    assert save_new(path, b"second", taken="number") == tmp_path / "baocao (2).docx"
    assert save_new(path, b"third", taken="number") == tmp_path / "baocao (3).docx"
    assert path.read_bytes() == b"first"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["baocao (2).docx", "baocao (3).docx", "baocao.docx"]


@pytest.mark.parametrize("taken", ["number", "refuse"])
def test_what_cannot_be_written_is_told_by_the_code_asked_for(tmp_path: Path, taken: str) -> None:
    with pytest.raises(SotayError, match="report_failed") as told:
        save_new(tmp_path / "gone" / "file", b"", taken=taken, failed="report_failed")  # type: ignore[arg-type]
    assert told.value.params["detail"] == "ENOENT"


@pytest.mark.parametrize("name", ["KIT.wrong", "BC.xlsx", "BC.json"])
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.age"])
def test_a_name_that_ends_otherwise_is_told_how_it_has_to_end(tmp_path: Path, name: str, ending: str) -> None:
    with pytest.raises(SotayError, match="file_or_folder_ending") as told:
        new_file(tmp_path / name, "BC.jsonl", ending=ending)
    assert told.value.params == {"name": name, "ending": ending}
    (tmp_path / name).mkdir()
    assert new_file(tmp_path / name, "BC.jsonl") == tmp_path / name / "BC.jsonl"
    assert new_file(tmp_path / "Quý 1.2014", "BC.jsonl").parent.is_dir()
