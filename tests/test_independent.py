"""The second implementation agrees with itself and with the description, and its reader is strict."""

import base64
import copy
import hashlib
import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from nacl.signing import SigningKey

from tests.independent import (
    PREFIX,
    SEED,
    Json,
    conflict,
    edit,
    read_package,
    seal,
    session,
    session_content,
    unit,
    version_id,
    write_lines,
    write_package,
)

KEY = "4f1c2b0a-7d3e-4c5b-8a69-1e2d3c4b5a60"
PARTNER = unit("DB02", "Đảng bộ Sở Nông nghiệp và Phát triển nông thôn", "dang_bo")


def year() -> bytes:
    """A package with a plain session, an edited one, a deleted one and one of two heads."""
    plain = session(session_content())
    first = session(session_content(topic="Nông nghiệp Lai Châu"), number=2)
    edited = edit(
        first, session_content(topic="Nông, lâm nghiệp Lai Châu", attendance=30, audience={"DV": 18, "CB": None})
    )
    deleted = edit(session(session_content(), number=3), None)
    origin = session(session_content(), number=4)
    heads = conflict(
        edit(origin, session_content(place="Nhà văn hóa", partners=["DB02"])),
        edit(origin, session_content(place="Nhà văn hoá", new_media=True, mode="mixed")),
    )
    return write_package([plain, edited, deleted, *heads], [unit(), PARTNER], number=7, previous="0" * 64)


def records(data: bytes) -> list[Json]:
    """The records of the body."""
    return [json.loads(line) for line in data.split(b"\n")[1:-1]]


def with_content(**changes: object) -> bytes:
    """A package whose only fault, if any, is in the content of its session."""
    return write_package([session(session_content(**changes))], counts={"sessions": 1, "attendance": 25})


def resealed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The package with one place of its body written otherwise and a seal that fits."""
    body = data.partition(b"\n")[2]
    assert body.count(old) == 1
    return seal(body.replace(old, new))


# What the description allows


def test_a_year_is_read_back() -> None:
    package = read_package(year())
    assert package["package"]["counts"] == {"sessions": 3, "attendance": 80}
    assert [len(package[kind]) for kind in ("units", "reporters", "sessions")] == [2, 1, 5]
    assert package["sessions"][0]["content"] == session_content()
    assert package["sessions"][2]["content"] is None


@pytest.mark.parametrize("other", [40, None], ids=["live", "deleted"])
def test_a_session_of_two_heads_counts_once_by_its_live_head_of_greatest_id(other: int | None) -> None:
    origin = session(session_content())
    live = edit(origin, session_content(attendance=30, audience={"DV": 30}))
    second = edit(origin, None if other is None else session_content(attendance=other, audience={"DV": other}))
    shown = live if other is None else max(live, second, key=lambda head: str(head["version"]))
    counts = {"sessions": 1, "attendance": shown["content"]["attendance"]}
    for heads in (conflict(live, second), conflict(second, live)):
        assert read_package(write_package(heads, counts=counts))["package"]["counts"] == counts
        with pytest.raises(ValueError, match="counts: "):
            read_package(write_package(heads, counts={"sessions": 2, "attendance": 70}))


def test_a_nil_report_is_read_back() -> None:
    assert read_package(write_package(nil=True, reporters=[]))["package"]["nil"] is True


def test_version_id_is_over_the_bytes_of_the_description() -> None:
    fields = '{"attendance":25,"audience":{"CB":null,"DV":18},"topic":"Tuyên truyền \\"biển, đảo\\""}'
    written = f'["{KEY}",{fields},["0a","9f"]]'
    content = {"topic": 'Tuyên truyền "biển, đảo"', "audience": {"DV": 18, "CB": None}, "attendance": 25}
    assert version_id(KEY, content, ["9f", "0a"]) == hashlib.sha256(written.encode()).hexdigest()[:32]
    assert version_id(KEY, None, []) == hashlib.sha256(f'["{KEY}",null,[]]'.encode()).hexdigest()[:32]


def test_seal_is_over_the_body_and_its_prefix() -> None:
    first, _, body = year().partition(b"\n")
    line = json.loads(first)
    key = SigningKey(SEED)
    assert line["sha256"] == hashlib.sha256(body).hexdigest()
    assert line["sig"] == base64.b64encode(key.sign(b"sotay-package-1\n" + body).signature).decode()
    assert line["key"] == base64.b64encode(bytes(key.verify_key)).decode()


def test_text_typed_in_parts_has_the_version_of_composed_text() -> None:
    parts = session(session_content(topic=unicodedata.normalize("NFD", "Đường lối đối ngoại")))
    assert parts["version"] == session(session_content(topic="Đường lối đối ngoại"))["version"]
    assert read_package(write_package([parts]))["sessions"][0]["content"]["topic"] == "Đường lối đối ngoại"


def test_an_editor_may_change_line_ends_and_add_a_byte_order_mark() -> None:
    assert read_package(b"\xef\xbb\xbf" + year().replace(b"\n", b"\r\n")) == read_package(year())


def test_the_order_of_keys_spaces_and_escapes_in_a_line_are_free() -> None:
    lines = [json.dumps(dict(reversed(record.items()))) for record in records(year())]
    assert read_package(seal("\n".join(lines).encode()))["sessions"] == read_package(year())["sessions"]


@pytest.mark.parametrize(
    "changes",
    [
        {"place": None, "topic": None, "notes": None, "minutes": None},
        {"attendance": 25, "audience": {"DV": None, "CB": None}},
        {"audience": {"DV": 25, "CB": None}},
        {"materials": "ề" * 500, "notes": "ữ" * 2000, "themes_other": "Chuyện ở bản", "documents": ["CT26"]},
        {"date": "2000-01-01", "minutes": 1440, "form": "TM"},
    ],
)
def test_content_at_its_limits_is_read(changes: Json) -> None:
    assert read_package(with_content(**changes))["sessions"][0]["content"] == session_content(**changes)


# What it does not


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"attendance": 0}, "content.attendance"),
        ({"attendance": 100_001}, "content.attendance"),
        ({"attendance": True}, "content.attendance"),
        ({"attendance": "25"}, "content.attendance"),
        ({"audience": {}}, "content.audience"),
        ({"audience": {"DV": 18, "CB": 8}}, "audience: more than attendance"),
        ({"audience": {"DV": 18, "CB": 6}}, "audience: less than attendance"),
        ({"audience": {"DV": -1, "CB": 26}}, "audience: a count is not allowed"),
        ({"audience": ["DV", "CB"]}, "content.audience"),
        ({"date": "1999-12-31"}, "content.date"),
        ({"date": "2014-02-30"}, "day is out of range"),
        ({"date": "12/05/2014"}, "content.date"),
        ({"directive": ""}, "content.directive"),
        ({"form": "XX"}, "content.form"),
        ({"form": ["SH"]}, "content.form"),
        ({"minutes": 0}, "content.minutes"),
        ({"minutes": 1441}, "content.minutes"),
        ({"record_number": "1" * 51}, "content.record_number"),
        ({"record_date": "15/5/2014"}, "content.record_date"),
        ({"mode": "truc_tuyen"}, "content.mode"),
        ({"new_media": False}, "content.new_media"),
        ({"new_media": 1}, "content.new_media"),
        ({"notes": ""}, "content.notes"),
        ({"notes": "ữ" * 2001}, "content.notes"),
        ({"place": "ộ" * 201}, "content.place"),
        ({"topic": "ế" * 301}, "content.topic"),
        ({"topic": "Hai\ndòng"}, "content.topic"),
        ({"topic": "Biên\u202e giới"}, "control or bidi"),
        ({"topic": "Biên\x1b[31m giới"}, "control or bidi"),
        ({"materials": "ề" * 501}, "content.materials"),
        ({"partners": []}, "content.partners"),
        ({"documents": []}, "content.documents"),
        ({"reporters": []}, "content.reporters"),
        ({"reporters": None}, "content.reporters: missing"),
        ({"themes": []}, "content.themes"),
        ({"themes": ["LC-02", "LC-02"]}, "content.themes"),
        ({"status": "draft"}, "content.status"),
        ({"unit": "CB 01"}, "content.unit"),
        ({"unit": "C" * 33}, "content.unit"),
        ({"id": KEY}, "content.id: unknown field"),
        ({"listeners": ["…"]}, "content.listeners: unknown field"),
    ],
)
def test_content_outside_its_rules_is_refused(changes: Json, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_package(with_content(**changes))


def _set(index: int, **fields: object) -> Callable[[list[Json]], object]:
    return lambda lines: lines[index].update(fields)


def _drop(index: int, field: str) -> Callable[[list[Json]], object]:
    return lambda lines: lines[index].pop(field)


def _parents_outside_seen(lines: list[Json]) -> None:
    lines[5]["seen"] = []


def _head_in_seen(lines: list[Json]) -> None:
    lines[7]["seen"].append(lines[8]["version"])


# Records of a year: 0 package, 1 and 2 units, 3 reporter, 4 plain session, 5 edited, 6 deleted, 7 and 8 two heads.
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set(0, format=4), "update the program"),
        (_set(0, format=2), "not the oldest that has it all"),
        (_set(0, format="1"), "format"),
        (_set(0, book="sổ"), "package.book"),
        (_set(0, number=0), "package.number"),
        (_set(0, number=1), "nothing comes before number 1"),
        (_set(0, previous="0" * 63), "package.previous"),
        (_set(0, level="reporter"), "package.level"),
        (_set(0, period="2014-13"), "package.period"),
        (_set(0, directive="LC-TTDN-2014"), "package.directive"),
        (_set(0, directive={"id": "LC-TTDN-2014"}), "package.directive.sha256: missing"),
        (_set(0, made="2014-12-10T01:00:00+07:00"), "package.made"),
        (_set(0, made="2014-12-10T25:00:00Z"), "hour must be in"),
        (_set(0, nil=0), "package.nil"),
        (_set(0, nil=True), "nil report with sessions"),
        (_set(0, counts={"sessions": 4, "attendance": 80}), "counts: "),
        (_set(0, counts={"sessions": 3, "attendance": 81}), "counts: "),
        (_set(0, unit="CB99"), r"unit: no line for \['CB99'\]"),
        (_drop(0, "book"), "package.book: missing"),
        (_set(1, type="chi bộ"), "unit.type"),
        (_set(1, aliases=[]), "unit.aliases: unknown field"),
        (_drop(1, "parent"), "unit.parent: missing"),
        (_set(2, code="CB01"), "unit: a code twice"),
        (_set(3, rank="xã"), "reporter.rank"),
        (_set(3, phone="…"), "reporter.phone: unknown field"),
        (_set(3, unit="CB99"), r"unit: no line for \['CB99'\]"),
        (_set(4, id=KEY), "does not recompute"),
        (_set(4, id=KEY.upper()), "session.id"),
        (_set(4, version="0" * 32), "does not recompute"),
        (_set(4, content=session_content(topic="Khác")), "does not recompute"),
        (_set(5, parents=[]), "does not recompute"),
        (_drop(6, "content"), "session.content: missing"),
        (_parents_outside_seen, "not all of"),
        (_head_in_seen, "holds the head"),
        (lambda lines: lines.append(lines[4]), "twice"),
        (lambda lines: lines.pop(2), r"unit: no line for \['DB02'\]"),
        (lambda lines: lines.pop(3), r"reporter: no line for \['BCV01'\]"),
        (lambda lines: lines.pop(4), "counts: "),
        (lambda lines: lines.pop(0), "not a package"),
        (lambda lines: lines.append(lines[0]), "package has no place here"),
        (lambda lines: lines.append({"kind": "listener"}), "unknown kind"),
        (lambda lines: lines.clear(), "line 2"),
    ],
)
def test_a_record_outside_the_rules_is_refused(change: Callable[[list[Json]], object], reason: str) -> None:
    lines = copy.deepcopy(records(year()))
    change(lines)
    with pytest.raises(ValueError, match=reason):
        read_package(write_lines(lines))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"minutes":45', b'"minutes":45.0', "not a whole number"),
        (b'"minutes":45', b'"minutes":NaN', "not a whole number"),
        (b'"minutes":45', b'"minutes":45,"minutes":45', "a key twice"),
        (b'"minutes":45', b'"minutes":' + b"[" * 100_000 + b"]" * 100_000, "line 5"),
        (b'"minutes":45', b"'minutes':45", "line 5"),
        ("Hội".encode(), unicodedata.normalize("NFD", "Hội").encode(), "not NFC"),
        ("Hội".encode(), b"H\xf4\xcci", "utf-8"),
        ("Hội".encode(), rb"H\ud800i", "control or bidi"),
        (b'{"code":"BCV01"', b'\n{"code":"BCV01"', "line 4"),
        (b'{"code":"BCV01"', b'[]\n{"code":"BCV01"', "not an object"),
    ],
)
def test_a_line_that_is_not_strict_json_is_refused(old: bytes, new: bytes, reason: str) -> None:
    data = write_package([session(session_content())])
    with pytest.raises(ValueError, match=reason):
        read_package(resealed(data, old, new))


def _other_spelling(text: str) -> str:
    """Base64 of the same bytes in another spelling: the unused bits of the last letter are set."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    end = len(text.rstrip("="))
    return text[: end - 1] + letters[letters.index(text[end - 1]) + 1] + text[end:]


@pytest.mark.parametrize(
    ("field", "change", "reason"),
    [
        ("kind", lambda _: "package", "line 1"),
        ("alg", lambda _: "none", "seal.alg"),
        ("sha256", lambda _: "0" * 64, "another hash"),
        ("sha256", str.upper, "seal.sha256"),
        ("key", _other_spelling, "seal.key: base64 is not canonical"),
        ("sig", _other_spelling, "seal.sig: base64 is not canonical"),
        ("key", lambda text: text.rstrip("="), "seal.key"),
        ("sig", lambda text: " " + text, "seal.sig"),
        ("key", lambda _: base64.b64encode(bytes(SigningKey(b"2" * 32).verify_key)).decode(), "signature is not"),
        ("sig", lambda _: base64.b64encode(bytes(64)).decode(), "signature is not"),
    ],
)
def test_a_seal_that_does_not_fit_is_refused(field: str, change: Callable[[str], Any], reason: str) -> None:
    first, _, body = year().partition(b"\n")
    line = json.loads(first)
    line[field] = change(line[field])
    with pytest.raises(ValueError, match=reason):
        read_package(json.dumps(line).encode() + b"\n" + body)


def test_a_signature_without_the_prefix_is_refused() -> None:
    first, _, body = year().partition(b"\n")
    line = json.loads(first) | {"sig": base64.b64encode(SigningKey(SEED).sign(body).signature).decode()}
    assert PREFIX not in body
    with pytest.raises(ValueError, match="signature is not"):
        read_package(json.dumps(line).encode() + b"\n" + body)


@pytest.mark.parametrize("cut", [0, 1, 400, -2])
def test_a_file_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"line 1|another hash"):
        read_package(year()[:cut])


def test_any_changed_byte_of_the_body_is_refused() -> None:
    data = write_package([session(session_content())])
    for position in range(data.index(b"\n") + 1, len(data), 37):
        changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        with pytest.raises(ValueError, match="another hash"):
            read_package(changed)


# Totals in place of sessions


def totals_line(**changes: object) -> Json:
    """Two sessions of one month, both of one theme and one of another."""
    month: Json = {"month": "2014-05", "form": "SH", "sessions": 2, "attendance": 40}
    cells = [{"theme": "LC-02", **month}, {"theme": "QT-02", **month, "sessions": 1, "attendance": 30}]
    versions = {session(None, number=number)["id"]: f"{number:032x}" for number in (1, 2)}
    line: Json = {"kind": "totals", "unit": "CB01", "sessions": 2, "attendance": 40}
    return line | {"months": [month], "cells": cells, "versions": versions} | changes


def with_totals(*lines: Json) -> bytes:
    """A package of totals alone, its counts those of its lines."""
    records_of_none = records(write_package(reporters=[]))
    records_of_none[0]["counts"] = {name: sum(line[name] for line in lines) for name in ("sessions", "attendance")}
    return write_lines([*records_of_none, *lines])


def test_totals_are_read_back() -> None:
    assert read_package(with_totals(totals_line()))["totals"] == [totals_line()]


def test_a_session_that_totals_name_counts_there() -> None:
    line = totals_line()
    lines = records(write_package([session(session_content()), session(session_content(), number=3)]))
    lines[0]["counts"] = {"sessions": 3, "attendance": 65}
    assert read_package(write_lines([*lines, line]))["package"]["counts"] == {"sessions": 3, "attendance": 65}


MONTH, CELLS = totals_line()["months"][0], totals_line()["cells"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([totals_line(sessions=3)], "as many versions"),
        ([totals_line(attendance=41)], "attendance of the months"),
        ([totals_line(months=[])], "sessions of the months"),
        ([totals_line(months=[MONTH | {"day": 1}])], "unknown field"),
        ([totals_line(months=[MONTH | {"month": "2014-00"}])], "not allowed"),
        ([totals_line(cells=CELLS[1:])], "sessions of the themes"),
        ([totals_line(cells=[CELLS[0] | {"attendance": 41}])], "attendance of the themes"),
        ([totals_line(cells=[*CELLS, CELLS[1]])], "a place twice"),
        ([totals_line(cells=[*CELLS, CELLS[1] | {"form": "HC"}])], "without its month"),
        ([totals_line(versions={**totals_line()["versions"], KEY: "x"}, sessions=3)], "a version's id"),
        ([totals_line(), totals_line()], "a unit twice"),
        ([totals_line(unit="CB02")], "no line for"),
    ],
)
def test_totals_outside_the_rules_are_refused(lines: list[Json], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_package(with_totals(*lines))
