"""What all complete sessions of a book add up to, kept with its columns: others are told from it by what differs."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import prod
from operator import add

import msgspec

from logs.book.column_sums import Adding, Cells
from logs.book.columns import NUMBER, SUMMED, SUMS, Column, Columns, Mask
from logs.book.read_columns import ReadColumns
from logs.catalogue.directive import Theme
from logs.counting.facts import Dim, Shape
from logs.counting.sums import Sums
from logs.gc_pause import no_collecting

_MOST = 1 << 20  # cells that are kept of a shape
_SOONER = 2  # times as many sessions as differ are added up later than these


def sums_of(columns: Columns) -> Iterator[tuple[str, bytes]]:
    """The parts to keep, one by one; of a shape that has too many cells nothing."""
    adding = Adding(columns.column, columns.bytes_of(_complete(columns)), {})
    names: dict[Dim, list[str]] = {}
    for shape, part in SUMS.items():
        cells = adding.cells(shape)
        names |= {dim: list(known) for dim, known in zip(shape, cells.names, strict=True)}
        size = prod(map(len, cells.names))
        numbers = array("Q", bytes(NUMBER * size if size <= _MOST else 0))
        for at, number in cells.numbered() if numbers else ():
            numbers[at] = number
        yield part, numbers.tobytes()
    yield SUMMED, msgspec.json.encode(names)


def add_up(columns: ReadColumns, chosen: Mask, themes: Mapping[str, Theme], sums: Sums) -> None:
    """Add up complete sessions as they are read here, in sums of nothing so far."""
    written = columns.written
    complete = _complete(written)
    over, anew = complete & ~(chosen & ~columns.answered), chosen & columns.answered
    is_sooner = _SOONER * (over.bit_count() + anew.bit_count()) < chosen.bit_count()
    all_of_them = Adding(columns.column, written.bytes_of(chosen), themes)
    taken = Adding(partial(_by_units, columns), written.bytes_of(over), themes)
    put = Adding(columns.column, written.bytes_of(anew), themes)
    with no_collecting():
        for shape in sums.shapes:
            kept = _kept(columns, shape) if is_sooner and shape in SUMS else None
            sums.fill(shape, (kept or all_of_them.cells(shape)).each())
            if kept is not None:
                for place, one in taken.cells(shape).each():
                    sums.put(shape, place, -one.sessions, -one.attendance)
                for place, one in put.cells(shape).each() if anew else ():
                    sums.put(shape, place, one.sessions, one.attendance)


def _complete(columns: Columns) -> Mask:
    return columns.where(("status",), frozenset({"complete"}).__contains__)


def _by_units(columns: ReadColumns, field: str) -> Column:
    """A column as it is written, but for what its units mean here."""
    return columns.column(field) if field == "unit" else columns.written.column(field)


def _kept(columns: ReadColumns, shape: Shape) -> Cells | None:
    """What was kept of a shape, by what its units mean here; None for nothing."""
    names, numbers = columns.written.summed(shape)
    if not numbers:
        return None
    cells = numbers.tolist()
    if shape and shape[-1] == "unit":
        names = [*names[:-1], _joined(cells, names[-1], columns.lens.unit)]
    return Cells(names, cells)


def _joined(cells: list[int], written: list[str], meaning: Callable[[str], str]) -> list[str]:
    """The names of the last dim by what they mean; the cells of those that mean one place are put together."""
    read, size = list(map(meaning, written)), len(written)
    places: dict[str, int] = {}
    for at, name in enumerate(read):
        first = places.setdefault(name, at)
        if first != at:
            cells[first::size] = map(add, cells[first::size], cells[at::size])
            cells[at::size] = [0] * len(cells[at::size])
    return read
