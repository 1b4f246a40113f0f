"""A register of any length is written line by line: what writing it takes of memory does not grow with it."""

import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import pytest
from msgspec.structs import replace

from exports.report.annexes import register
from exports.report.formats import save_paper
from exports.report.model import RegisterLine
from exports.report.paper import Paper
from tests.exports.desk import Desk
from tests.exports.papers import committee_paper

FEW, MANY = 1_000, 5_000


class Lines(Sequence[RegisterLine]):
    """So many lines, each made when it is looked at, of which no two say the same."""

    def __init__(self, line: RegisterLine, size: int) -> None:
        self.attendance = size * line.attendance
        self._line, self._size = line, size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> RegisterLine: ...
    @overload
    def __getitem__(self, place: slice) -> list[RegisterLine]: ...
    def __getitem__(self, place: int | slice) -> RegisterLine | list[RegisterLine]:
        if isinstance(place, slice):
            return [self._made(one) for one in range(self._size)[place]]
        return self._made(range(self._size)[place])

    def __iter__(self) -> Iterator[RegisterLine]:
        return map(self._made, range(self._size))

    def _made(self, place: int) -> RegisterLine:
        return replace(self._line, id=f"{place:032}", notes=f"Ghi chú số {place} " * 40)


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx", ".docx"])
def test_what_a_paper_takes_of_memory_does_not_grow_with_the_register(desk: Desk, tmp_path: Path, ending: str) -> None:
    paper = committee_paper(desk)
    line = paper.report.register[0]

    def peak(size: int) -> int:
        longer: Paper = replace(paper, report=replace(paper.report, register=Lines(line, size)))
        tracemalloc.start()
        save_paper(longer, tmp_path / f"paper{ending}")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)  # libraries are imported, and keep what they have made once
    assert peak(MANY) < 1.6 * peak(FEW)


def test_rows_of_a_long_register_are_numbered_through(desk: Desk) -> None:
    report = committee_paper(desk).report
    rows = register(replace(report, register=Lines(report.register[0], MANY))).rows
    assert [row[0] for row in rows] == list(range(1, MANY + 1))
    assert list(rows)[700:702] == rows[700:702] == [rows[700], rows[701]]
