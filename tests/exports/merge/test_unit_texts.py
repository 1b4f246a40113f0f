"""What units write in their reports goes up with their files, and is read there by unit."""

import json
from pathlib import Path

from exports.merge.unit_texts import texts_of_units
from exports.package.reader import read_package
from exports.package.seal import seal
from exports.report.narrative import write
from logs.exchange.received import kept_file
from tests.exports.desk import Desk, session_of, signer
from tests.independent_reader import read_package as read_independently


def bodies(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[1:-1]


def test_the_last_file_of_a_unit_speaks_for_it(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    cell.add(session_of("CB01"))
    plain = desk.export(cell)
    assert json.loads(bodies(plain)[0])["format"] == 1
    write(cell, "2014", "proposals", "Đề nghị cấp tài liệu.\n- Mở lớp")
    write(cell, "2014-Q1", "proposals", "Của quý I")
    first = desk.export(cell)
    told = read_independently(first.read_bytes())
    assert (told["package"]["format"], [text["part"] for text in told["narratives"]]) == (2, ["proposals"])
    desk.clock.set("2014-12-11")
    write(cell, "2014", "proposals", "Khác")
    second = desk.export(cell)
    for files in ((plain, first), (second,), (first,)):
        desk.merge(office, *files)
    assert texts_of_units(office, "2014") == {"CB01": {"proposals": "Khác"}}
    assert texts_of_units(office, "2014-Q1") == {}
    assert read_package(first.read_bytes()).texts == {"proposals": "Đề nghị cấp tài liệu.\n- Mở lớp"}


def test_a_text_taken_out_is_told_no_more(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    cell.add(session_of("CB01"))
    write(cell, "2014", "strengths", "Tốt")
    desk.merge(office, desk.export(cell))
    desk.clock.set("2014-12-11")
    write(cell, "2014", "strengths", "")
    desk.merge(office, desk.export(cell))
    assert texts_of_units(office, "2014") == {}


def test_a_file_that_is_gone_or_has_no_text_says_nothing(desk: Desk) -> None:
    cell, office = desk.book("CB01"), desk.office()
    cell.add(session_of("CB01", topic="narrative"))
    write(cell, "2014", "strengths", "Tốt")
    desk.merge(office, desk.export(cell))
    assert texts_of_units(office, "2014") == {"CB01": {"strengths": "Tốt"}}
    [file] = office.exchange.received.values()
    kept_file(office.folder, file.sha256).unlink()
    assert texts_of_units(office, "2014") == {}


def test_a_text_with_nothing_to_read_is_set_aside(desk: Desk) -> None:
    cell = desk.book("CB01")
    cell.add(session_of("CB01"))
    write(cell, "2014", "strengths", "Tốt")
    body = b"\n".join([*bodies(desk.export(cell)), b""])
    changed = body.replace('"Tốt"'.encode(), b'"\\u200b \\u0007"')
    package = read_package(seal(changed, signer("CB01")))
    assert package.texts == {}
    assert [(left.code, left.params) for left in package.set_aside] == [("line_field", {"field": "text"})]
