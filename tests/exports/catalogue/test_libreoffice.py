"""Templates that went through another office's program: saved as OpenDocument and as a workbook again, they say the
same. Left out where no LibreOffice is found.
"""

from pathlib import Path

import msgspec
import pytest

from exports.catalogue.units_reader import read_units
from exports.catalogue.workbook_reader import read_catalogue
from exports.catalogue.workbook_writer import template_bytes, units_template_bytes
from exports.report.pdf import convert, find_office
from logs.catalogue.directive import read_directive, shipped
from logs.catalogue.units import shipped_units
from logs.errors import SotayError
from tests.exports.catalogue.test_workbook import content
from tests.exports.counted.targets import KINDS, targets_text_of


def test_both_templates_come_back_the_same(tmp_path: Path) -> None:
    try:
        find_office()
    except SotayError:
        pytest.skip("no LibreOffice is found")
    directive = read_directive((shipped().source + targets_text_of(KINDS)).encode())
    units = tuple(
        msgspec.structs.replace(unit, email="a@b.vn") if place == 1 else unit
        for place, unit in enumerate(shipped_units())
    )
    names = ("danh-muc", "don-vi")
    for name, data in zip(names, (template_bytes(directive), units_template_bytes(units)), strict=True):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    open_document, workbook = tmp_path / "ods", tmp_path / "xlsx"
    for folder in (open_document, workbook):
        folder.mkdir()
    convert([tmp_path / f"{name}.xlsx" for name in names], "ods", open_document)
    convert([open_document / f"{name}.ods" for name in names], "xlsx", workbook)
    for folder, ending in ((open_document, "ods"), (workbook, "xlsx")):
        catalogue = read_catalogue(folder / f"danh-muc.{ending}", shipped())
        assert catalogue.faults == ()
        assert catalogue.directive is not None
        assert content(catalogue.directive) == content(directive)
        listed = read_units(folder / f"don-vi.{ending}")
        assert (listed.faults, listed.units) == ((), units)
