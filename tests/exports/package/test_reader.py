"""A foreign file is hostile until every check has passed: refused whole, or taken without its bad sessions."""

import base64
import contextlib
import gzip
import json
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.package import reader
from exports.package.fast_lines import is_plain, plain_sessions, session_line
from exports.package.reader import Package, read_package
from exports.size_limit import MOST_BYTES
from logs.errors import SotayError
from logs.model import LIMITS, Session, canonical_encoder, is_clean
from logs.text import clean_line
from logs.versions import Record, version_id
from tests import independent
from tests.exports import hostile
from tests.exports.desk import seed
from tests.exports.package.test_keys import other_spelling
from tests.independent import (
    Json,
    canonical,
    conflict,
    edit,
    reporter,
    seal,
    session,
    session_content,
    write_lines,
    write_package,
)
from tests.logs.sessions import free_text
from tests.systems import processor_seconds

CODES = {
    "file_empty",
    "file_too_big",
    "file_encoding",
    "file_not_package",
    "file_damaged",
    "file_forged",
    "file_newer",
    "file_too_many",
}
BOM = b"\xef\xbb\xbf"
SECONDS = processor_seconds(2)


@cache
def year() -> bytes:
    """A package of CB01 with a plain session, an edited one, a deleted one and one of two heads."""
    first = session(session_content(), number=2)
    origin = session(session_content(), number=4)
    heads = conflict(
        edit(origin, session_content(place="Nhà văn hóa")), edit(origin, session_content(place="Nhà văn hoá"))
    )
    return write_package(
        [
            session(session_content()),
            edit(first, session_content(topic="Nông, lâm nghiệp")),
            edit(session(session_content(), number=3), None),
            *heads,
        ]
    )


def one() -> bytes:
    """A package with one session, on line 5."""
    return write_package([session(session_content())])


def read(data: bytes) -> Package:
    """The package, read in time; seconds of this process, since others may be at work."""
    start = time.process_time()
    try:
        return read_package(data)
    finally:
        assert time.process_time() - start < SECONDS


def refused(data: bytes) -> str:
    """The code with which the file is refused."""
    with pytest.raises(SotayError) as error:
        read(data)
    assert error.value.code in CODES
    return error.value.code


def read_or_refuse(data: bytes) -> Package | None:
    """The package; None where the file is refused."""
    with contextlib.suppress(SotayError):
        return read(data)
    assert refused(data) in CODES
    return None


def resealed(data: bytes, old: bytes, new: bytes, seed: bytes | None = None) -> bytes:
    """The package with one place of its body written otherwise and a seal that fits."""
    body = data.partition(b"\n")[2]
    assert body.count(old) == 1
    body = body.replace(old, new)
    return seal(body, seed) if seed else seal(body)


def lines_of(data: bytes) -> list[Json]:
    """The records of the body."""
    return [json.loads(line) for line in data.split(b"\n")[1:-1]]


def only_session(package: Package) -> Session:
    """The content of the package's only session."""
    (record,) = package.records.values()
    assert record.shown.content is not None
    return record.shown.content


# ---------------------------------------------------------------- good files, in the ways they arrive


def test_a_package_of_the_independent_writer_is_read() -> None:
    package = read(year())
    assert package.set_aside == ()
    assert len(package.records) == 4
    assert sorted(len(record.heads) for record in package.records.values()) == [1, 1, 1, 2]
    assert package.head.counts.sessions == 3
    assert [(line.code, line.name) for line in package.reporters] == [("BCV01", "Báo cáo viên số 1")]
    for line in lines_of(year()):
        if line["kind"] == "session":
            record = package.records[line["id"]]
            assert line["version"] in {head.id for head in record.heads}
            assert set(line["seen"]) <= record.replaced


def with_crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "change",
    [
        with_crlf,
        lambda data: BOM + data,
        lambda data: BOM + with_crlf(data),
        lambda data: data.replace(b"\n", b"\n" + BOM, 1),
        lambda data: data.replace(b"\n", b"\r\n", 1),
        lambda data: json.dumps(json.loads(data.partition(b"\n")[0])).encode() + b"\n" + data.partition(b"\n")[2],
    ],
    ids=["crlf", "bom", "bom and crlf", "bom of the body", "crlf of the seal", "spaces in the seal"],
)
def test_what_mail_and_editors_do_to_line_ends_does_no_harm(change: Callable[[bytes], bytes]) -> None:
    assert read(change(year())) == read(year())


def test_a_body_without_its_last_line_end_is_read() -> None:
    assert read(seal(year().partition(b"\n")[2].rstrip(b"\n"))).records == read(year()).records


def test_the_order_of_keys_spaces_and_escapes_in_a_line_are_free() -> None:
    lines = [json.dumps(dict(reversed(record.items()))) for record in lines_of(year())]
    assert read(seal("\n".join(lines).encode() + b"\n")).records == read(year()).records


def test_an_unsigned_file_is_read_as_nobodys() -> None:
    body = year().partition(b"\n")[2]
    for data in (body, BOM + body, with_crlf(body)):
        package = read(data)
        assert package.key == ""
        assert package.records == read(year()).records
        assert package.lines == {key: line - 1 for key, line in read(year()).lines.items()}


# ---------------------------------------------------------------- files that are refused whole


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\t\n", "file_empty"),
        (BOM, "file_not_package"),
        (gzip.compress(year(), mtime=0), "file_not_package"),
        (b"PK\x03\x04" + bytes(100), "file_not_package"),
        (year().decode().encode("utf-16"), "file_encoding"),
        (year().decode().encode("utf-16-be"), "file_not_package"),
        (year().decode().encode("utf-32"), "file_encoding"),
        (year().decode().encode("latin-1", errors="replace"), "file_damaged"),
        (seal(year().partition(b"\n")[2].replace("Hội".encode(), "Hôi".encode("latin-1"))), "file_encoding"),
        (seal(year().partition(b"\n")[2].replace("Hội".encode(), b"H\xed\xa0\x80i")), "file_encoding"),
        (bytes(1_000_000), "file_not_package"),
        (b"\n" * 1_000_000, "file_empty"),
        (b"x" + b"\n" * 1_000_000, "file_not_package"),
        (b"[" * 1_000_000, "file_not_package"),
        (b'{"kind":' * 200_000, "file_not_package"),
        (b'{"kind":"seal"}', "file_not_package"),
        (b'{"kind":"package"}', "file_not_package"),
        (b"null\n", "file_not_package"),
        (b"{}\n{}\n", "file_not_package"),
        (b'"seal"\n', "file_not_package"),
        (seal(b""), "file_not_package"),
        (seal(b"\n"), "file_not_package"),
        (seal(b"\n" + year().partition(b"\n")[2]), "file_not_package"),
        (seal(year()), "file_not_package"),
        (year().partition(b"\n")[0], "file_damaged"),
        ("tên,ngày\nHội nghị,2014\n".encode(), "file_not_package"),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{len(one)} bytes",
)
def test_what_is_no_package_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


@settings(max_examples=150)
@given(st.data())
def test_a_file_cut_anywhere_is_refused(data: st.DataObject) -> None:
    refused(year()[: data.draw(st.integers(0, len(year()) - 1))])


@settings(max_examples=400)
@given(st.integers(0, len(year()) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_makes_another_content(place: int, bits: int) -> None:
    flipped = bytearray(year())
    flipped[place] ^= bits
    package = read_or_refuse(bytes(flipped))
    assert package is None or package == read(year())


def test_every_flipped_bit_of_the_seal_is_noticed() -> None:
    first = year().index(b"\n")
    for place in range(first):
        for bit in range(8):
            flipped = bytearray(year())
            flipped[place] ^= 1 << bit
            refused(bytes(flipped))


@settings(max_examples=300)
@given(st.binary(max_size=300), st.sampled_from([b"", b'{"kind":"seal",', b'{"kind":"package",', b'{"kind":"seal"}\n']))
def test_noise_is_refused(noise: bytes, start: bytes) -> None:
    refused(start + noise)


def sealed_otherwise(**changes: object) -> bytes:
    """The year with some fields of its seal replaced."""
    first, _, body = year().partition(b"\n")
    return canonical(json.loads(first) | changes) + b"\n" + body


SEAL = json.loads(year().partition(b"\n")[0])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sealed_otherwise(key=other_spelling(SEAL["key"])), "file_forged"),
        (sealed_otherwise(sig=other_spelling(SEAL["sig"])), "file_forged"),
        (sealed_otherwise(key=SEAL["key"].rstrip("=")), "file_forged"),
        (sealed_otherwise(sig=SEAL["sig"] + "="), "file_forged"),
        (sealed_otherwise(sig=SEAL["sig"] + "\n"), "file_forged"),
        (sealed_otherwise(sig=" " + SEAL["sig"]), "file_forged"),
        (sealed_otherwise(sig=""), "file_forged"),
        (sealed_otherwise(key="Khóa"), "file_forged"),
        (sealed_otherwise(key=base64.b64encode(bytes(32)).decode()), "file_forged"),
        (sealed_otherwise(key=json.loads(write_package(seed=bytes(32)).partition(b"\n")[0])["key"]), "file_forged"),
        (sealed_otherwise(sig=json.loads(write_package().partition(b"\n")[0])["sig"]), "file_forged"),
        (sealed_otherwise(sha256=SEAL["sha256"].upper()), "file_not_package"),
        (sealed_otherwise(sha256=SEAL["sha256"] + "\n"), "file_not_package"),
        (sealed_otherwise(sha256="0" * 64), "file_damaged"),
        (sealed_otherwise(alg="none"), "file_not_package"),
        (sealed_otherwise(alg="ED25519"), "file_not_package"),
        (sealed_otherwise(alg=None), "file_not_package"),
        (sealed_otherwise(key="A" * 101), "file_not_package"),
        (sealed_otherwise(kind="package"), "file_not_package"),
        (sealed_otherwise(kind="Seal"), "file_not_package"),
        (sealed_otherwise(comment="x"), "file_not_package"),
        (year().replace(b'{"alg":"ed25519",', b'{"alg":"none","alg":"ed25519",', 1), "file_not_package"),
        (year().replace(b'"kind":"seal"', b'"kind":"package","kind":"seal"', 1), "file_not_package"),
    ],
)
def test_a_seal_that_does_not_fit_is_refused(data: bytes, code: str) -> None:
    assert data != year()
    assert refused(data) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"format":1', b'"format":4', "file_newer"),
        (b'"format":1', b'"format":4,"attachments":[{}]', "file_newer"),
        (b'"format":1', b'"format":' + b"9" * 40, "file_newer"),
        (b'"format":1', b'"format":0', "file_not_package"),
        (b'"format":1', b'"format":1.0', "file_not_package"),
        (b'"format":1', b'"format":"1"', "file_not_package"),
        (b'"format":1', b'"format":NaN', "file_not_package"),
        (b'"format":1', b'"format":1,"format":1', "file_not_package"),
        (b'"number":1', b'"number":0', "file_not_package"),
        (b'"number":1', b'"number":1.0', "file_not_package"),
        (b'"number":1', b'"number":1e400', "file_not_package"),
        (b'"number":1', b'"number":' + b"1" * 100_000, "file_not_package"),
        (b'"number":1', b'"number":' + b"[" * 500_000 + b"]" * 500_000, "file_not_package"),
        (b'"number":1', b'"number":1,"number":2', "file_not_package"),
        (b'"number":1', b'"number":1,"note":""', "file_not_package"),
        (b'"sessions":3', b'"sessions":3,"sessions":3', "file_not_package"),
        (b'"sessions":3', b'"sessions":Infinity', "file_not_package"),
        (b'"nil":false', b'"nil":0', "file_not_package"),
        (b'"nil":false,', b"", "file_not_package"),
        (b'"level":"unit"', b'"level":"tinh"', "file_not_package"),
        (b'"period":"2014"', b'"period":"../../2014"', "file_not_package"),
        (b'"period":"2014"', rb'"period":"2014\n"', "file_not_package"),
        (b'"previous":null', b'"previous":"0"', "file_not_package"),
        (b'"2014-12-10T01:00:00Z"', b'"2014-12-10T01:00:00"', "file_not_package"),
        (b'"2014-12-10T01:00:00Z"', b'"2014-12-10T25:00:00Z"', "file_not_package"),
        (b'"2014-12-10T01:00:00Z"', b'"0001-01-01T00:00:00+14:00"', "file_not_package"),
        (b'"2014-12-10T01:00:00Z"', b'"9999-12-31T23:59:59-14:00"', "file_not_package"),
        (b'"2014-12-10T01:00:00Z"', b"1418173200", "file_not_package"),
        (b'"kind":"package"', b'"kind":"session"', "file_not_package"),
        (b'"unit":"CB01"}\n', b'"unit":"CB01"} {}\n', "file_not_package"),
    ],
)
def test_a_head_outside_its_rules_is_refused(old: bytes, new: bytes, code: str) -> None:
    head, _, rest = year().partition(b"\n")[2].partition(b"\n")
    assert head.count(old.rstrip(b"\n")) == 1
    assert refused(seal(head.replace(old.rstrip(b"\n"), new.rstrip(b"\n")) + b"\n" + rest)) == code


def test_a_clock_that_is_wrong_by_years_is_no_reason_to_refuse() -> None:
    assert read(write_package(made="1970-01-01T00:00:07Z")).head.made.year == 1970


def test_a_file_above_the_size_limit_is_refused_unread() -> None:
    assert refused(year() + b" " * MOST_BYTES) == "file_too_big"


def test_more_sessions_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_SESSIONS", 3)
    assert refused(year()) == "file_too_many"
    monkeypatch.setattr(reader, "MOST_SESSIONS", 4)
    assert len(read(year()).records) == 4


# ---------------------------------------------------------------- hostile and large: always in time


@pytest.mark.parametrize(
    "body",
    [
        b"\n" * (MOST_BYTES - 1000),
        b"{}\n" * 90_000,
        b'{"kind":"session"}\n' * 90_000,
        b"[" * 15_000_000,
        b'{"a":"' + b"x" * 15_000_000 + b'"}\n',
        b'{"kind":"unit","code":"A","type":"chi_bo","parent":null,"name":"' + b"x" * 15_000_000 + b'"}\n',
        b'{"kind":"session","x' + b"_x" * 7_000_000 + b'":1}\n',
        b'{"a":"' + "\u0301".encode() * 4_000_000 + "\u0323".encode() * 4_000_000 + b'"}\n',
        b'{"a":"' + rb"\u0301" * 1_500_000 + rb"\u0323" * 1_500_000 + b'"}\n',
        (b'{"a":"' + ("\u0301" * 1_000 + "\u0323" * 1_000).encode() + b'"}\n') * 3_500,
    ],
    ids=["blank", "objects", "sessions", "deep", "long", "name", "field", "marks", "escapes", "mark lines"],
)
def test_a_large_hostile_file_is_dealt_with_in_time(body: bytes) -> None:
    head = one().partition(b"\n")[2].partition(b"\n")[0] + b"\n"
    package = read_or_refuse(seal(head + body))
    if package is not None:
        assert package.records == {}
        assert package.set_aside
        assert sum(len(str(left)) for left in package.set_aside) < 500 * len(package.set_aside)


@pytest.mark.parametrize("case", hostile.CASES)
def test_a_hostile_file_costs_no_more_than_its_size_allows(case: str) -> None:
    body = hostile.CASES[case](MOST_BYTES // 20)
    begun = time.process_time()
    read_or_refuse(seal(hostile.head() + body))
    # A twentieth of the largest file in more than a twentieth of its time: machines differ, what grows faster does not.
    assert time.process_time() - begun < SECONDS / 2


def test_no_change_of_a_signed_file_is_taken() -> None:
    original = write_package([session(session_content(), number=number) for number in range(3)])
    assert not [changed for changed in hostile.mutations(original, 400, seed=2) if hostile.is_taken(changed, original)]


@settings(max_examples=150)
@given(st.data())
def test_the_quick_way_takes_what_the_long_way_takes(data: st.DataObject) -> None:
    texts = data.draw(st.fixed_dictionaries({name: free_text() for name in ("place", "topic", "notes")}))
    first = session(session_content(**texts))
    lines = [first, edit(first, session_content(**texts, minutes=None)), edit(first, None)]
    spelled = [spell(data.draw(st.sampled_from(lines))) for spell in (spelled_by_us, canonical)]
    body = write_package().partition(b"\n")[2] + b"\n".join(spelled) + b"\n"
    place = data.draw(st.integers(0, len(body) - 1))
    flip = data.draw(st.sampled_from([0, 0, 1, 2, 32]))
    package = seal(body[:place] + bytes([body[place] ^ flip]) + body[place + 1 :])
    with pytest.MonkeyPatch.context() as patch:
        quick = read_or_refuse(package)
        patch.setattr(reader, "plain_sessions", lambda _lines: None)
        assert read_or_refuse(package) == quick


# Values that a field of a session may be given by a program that is not ours, right or wrong.
ODD_VALUES: dict[str, st.SearchStrategy[object]] = {
    "date": st.sampled_from(["1999-12-31", "2000-01-01", "2014-02-30", "2014-05-12T00:00", 20140512]),
    "status": st.sampled_from(["draft", "complete", "done", None]),
    "form": st.sampled_from(["TM", "tm", None]),
    "mode": st.sampled_from(["online", "", "mixed"]),
    "attendance": st.sampled_from([None, 0, 1, 25, 26, 100_000, 100_001, 25.0, "25"]),
    "minutes": st.sampled_from([None, 0, 1, 1_440, 1_441]),
    "audience": st.dictionaries(st.sampled_from(["DV", "CB", "D V", ""]), st.sampled_from([None, 1, 25, 24, 0])),
    "new_media": st.sampled_from([True, False, 1]),
    "unit": st.sampled_from(["CB01", "", "CB 01", "x" * 32, "x" * 33, "Đ", "a\nb", "a,b"]),
    "extra": st.just("x"),
    **{
        name: st.lists(st.sampled_from(["LC-02", "QT-02", "LC 02", "", "a\n"]), max_size=3)
        for name in ("themes", "reporters", "partners", "documents")
    },
    **{name: st.text("aữ\n\t\\\" ", max_size=4) | st.just("ữ" * most) | st.just("ữ" * (most + 1))
       for name, most in LIMITS.items()},
}  # fmt: skip


@settings(max_examples=300)
@given(st.data())
def test_both_ways_refuse_the_same_sessions(data: st.DataObject) -> None:
    """Lines whose versions are right, whatever they say; a good one stands beside them."""
    lines = [session(session_content(), number=0)]
    for number in range(1, data.draw(st.integers(2, 4))):
        names = data.draw(st.lists(st.sampled_from(sorted(ODD_VALUES)), max_size=3, unique=True))
        content = session_content(**{name: data.draw(ODD_VALUES[name]) for name in names})
        ids = st.sampled_from(["a" * 32, "b" * 32, "A" * 32, "a" * 31, "a" * 31 + "\n", "a" * 65])
        parents, seen = data.draw(st.lists(ids, max_size=2)), data.draw(st.lists(ids, max_size=2))
        line = session(content, number=number, parents=parents, seen=seen)
        lines.append(line | data.draw(st.sampled_from([{}, {}, {"id": "0" * 36}, {"seen": parents}, {"more": 1}])))
    package = seal(write_package().partition(b"\n")[2] + b"\n".join(map(spelled_by_us, lines)) + b"\n")
    with pytest.MonkeyPatch.context() as patch:
        quick = read(package)
        patch.setattr(reader, "plain_sessions", lambda _lines: None)
        assert read(package) == quick


def spelled_by_us(line: Json) -> bytes:
    """The line as the program spells it."""
    content = json.loads(canonical(line["content"]))
    return json.dumps(line | {"content": content}, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_line_as_the_program_spells_it_goes_the_quick_way() -> None:
    first = session(session_content())
    for line in (first, edit(first, session_content(topic="Khác")), edit(first, None)):
        taken = plain_sessions([spelled_by_us(line)])
        assert taken
        (found,), record = taken, taken[0].record()
        assert session_line(record.id, record.shown, record.replaced) == spelled_by_us(line) + b"\n"
        assert msgspec.json.decode(found.document, type=Record) == record


def test_every_plain_character_is_composed_and_clean() -> None:
    letters = map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x11_0000)))
    plain = [letter for letter in letters if is_plain(letter.encode())]
    assert set("ăâđêôơưĂÂĐÊÔƠƯếệọ“”–…") <= set(plain)
    for letter in plain:
        assert unicodedata.is_normalized("NFC", f"a{letter}a")
        assert unicodedata.combining(letter) == 0
        assert clean_line(f"a{letter}a") == f"a{letter}a"


def test_marks_hidden_among_invisible_characters_are_found_in_time() -> None:
    pile = ("\u0301" * 29 + "\u200b" + "\u0323" * 29 + "\x01") * 30
    sessions = [session(session_content(notes="a" + pile), number=number) for number in range(1_500)]
    package = read(write_package(sessions))
    assert package.records == {}
    assert len(package.set_aside) == 1_500


# ---------------------------------------------------------------- one bad session of a good file


def _set(**fields: object) -> Callable[[Json], Json]:
    return lambda line: line | fields


def _with(**fields: object) -> Callable[[Json], Json]:
    """The session with other content and the version id that fits it."""
    return lambda line: session(session_content(**fields), number=9)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (_set(version="0" * 32), "session_version", None),
        (_set(content=session_content(attendance=26, audience={"DV": 26})), "session_version", None),
        (_set(content=None), "session_version", None),
        (_set(parents=["0" * 32]), "session_parents", None),
        (_set(parents=["0" * 32] * 2, seen=["0" * 32]), "session_parents", None),
        (_set(version="0" * 31), "line_field", "version"),
        (_set(version="0" * 32 + "\n"), "line_field", "version"),
        (_set(id="1"), "line_field", "id"),
        (_set(seen=None), "line_field", "seen"),
        (_set(seen=["0" * 32] * 10_001), "line_field", "seen"),
        (_set(status="complete"), "line_unreadable", None),
        (_set(kind="listener"), "line_field", "kind"),
        (_set(kind="seal"), "line_field", "kind"),
        (_with(status="draft"), "session_draft", None),
        (_with(status="planned"), "session_draft", None),
        (_with(attendance=0), "line_field", "attendance"),
        (_with(attendance=100_001), "line_field", "attendance"),
        (_with(attendance=-25), "line_field", "attendance"),
        (_with(attendance="25"), "line_field", "attendance"),
        (_with(attendance=True), "line_field", "attendance"),
        (_with(attendance=10**30), "line_field", "attendance"),
        (_with(audience={"DV": 18, "CB": 8}), "audience_sum", None),
        (_with(audience={"DV": 18, "CB": 6}), "audience_sum", None),
        (_with(audience={"DV": 18, "CB": None, "HS": 8}), "audience_sum", None),
        (_with(audience={}), "audience_missing", None),
        (_with(audience={"DV": 0, "CB": None}), "line_field", "audience"),
        (_with(audience={"Đảng viên": 25}), "line_field", "audience"),
        (_with(themes=[]), "themes_missing", None),
        (_with(themes=["LC-02", "LC-02"]), "code_twice", None),
        (_with(reporters=[]), "reporters_missing", None),
        (_with(form=None), "form_missing", None),
        (_with(form="XX"), "line_field", "form"),
        (_with(date="1999-12-31"), "date_too_early", None),
        (_with(date="2014-02-30"), "line_field", "date"),
        (_with(date="2014-05-12T00:00:00"), "line_field", "date"),
        (_with(unit="../CB01"), "line_field", "unit"),
        (_with(unit=None), "line_field", "content"),
        (_with(minutes=1441), "line_field", "minutes"),
        (_with(topic="ế" * 301), "line_field", "topic"),
        (_with(notes="a" + "\u0301" * 40), "line_unreadable", None),
        (_with(listeners=["Nguyễn Văn A"]), "line_field", "content"),
    ],
)
def test_a_bad_session_is_set_aside_with_its_line_and_the_others_are_taken(
    change: Callable[[Json], Json], code: str, field: str | None
) -> None:
    good = [session(session_content(), number=number) for number in (1, 2)]
    bad = change(session(session_content(), number=9))
    counts = {"sessions": 3, "attendance": 75}
    package = read(write_package([good[0], bad, good[1]], counts=counts))
    assert package.records.keys() == {line["id"] for line in good}
    (left,) = package.set_aside
    assert (left.line, left.code) == (6, code)
    assert left.params.get("field") == field
    assert left.id in ("", bad["id"])


@pytest.mark.parametrize(
    ("change", "params"),
    [
        (_with(audience={"DV": 18, "CB": 8}), {"total": "26", "attendance": "25"}),
        (_with(themes=["LC-02", "QT-01", "QT-01"]), {"value": "QT-01"}),
    ],
)
def test_a_rule_that_a_session_breaks_is_told_with_what_breaks_it(
    change: Callable[[Json], Json], params: dict[str, str]
) -> None:
    bad = change(session(session_content(), number=9))
    (left,) = read(write_package([bad], counts={"sessions": 1, "attendance": 25})).set_aside
    assert left.params == params


@pytest.mark.parametrize(
    ("line", "session_id"),
    [
        (b'{"kind":"session","id":"%s","minutes":4.5}', True),
        (b'{"id": "%s", "kind": "session"}', True),
        (b'{"kind":"link","id":"%s"}', False),
        (b'{"kind":"session","id":"%s0"}', False),
    ],
)
def test_the_id_of_a_line_set_aside_is_that_of_a_session(line: bytes, session_id: bool) -> None:
    written = str(uuid.UUID(int=7))
    (left,) = read(seal(one().partition(b"\n")[2] + line % written.encode() + b"\n")).set_aside
    assert left.id == (written if session_id else "")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"minutes":45', b'"minutes":45.0', "line_field"),
        (b'"minutes":45', b'"minutes":4.5e1', "line_field"),
        (b'"minutes":45', b'"minutes":NaN', "line_unreadable"),
        (b'"minutes":45', b'"minutes":-Infinity', "line_unreadable"),
        (b'"minutes":45', b'"minutes":1e400', "line_field"),
        (b'"minutes":45', b'"minutes":' + b"9" * 5_000, "line_field"),
        (b'"minutes":45', b'"minutes":' + b"[" * 100_000 + b"]" * 100_000, "line_unreadable"),
        (b'"minutes":45', b'"minutes":45,"minutes":45', "key_twice"),
        (b'"DV":18', b'"DV":18,"DV":18', "key_twice"),
        (b'"seen":[]', b'"seen":[],"seen":[]', "key_twice"),
        (b'"kind":"session"', b'"kind":"session","kind":"session"', "key_twice"),
        (b'"kind":"session"', rb'"kind":"session","kin\u0064":"session"', "key_twice"),
        (b'"minutes":45', b"'minutes':45", "line_unreadable"),
        (b'"minutes":45', b'"minutes":45,', "line_unreadable"),
        (b'"minutes":45', b'"minutes":45 /* phut */', "line_unreadable"),
        ("Hội".encode(), rb"H\ud800i", "line_unreadable"),
        ("Hội".encode(), rb"H\udc00\ud800i", "line_unreadable"),
        ("Hội".encode(), b"H\x00i", "line_unreadable"),
        ("Hội".encode(), b"H\ti", "line_unreadable"),
        ("Hội".encode(), rb"H\xi", "line_unreadable"),
        (b'"themes":["LC-02"', b'"themes":["LC-02",null', "line_field"),
        (b'"kind":"session"', b"", "line_unreadable"),
    ],
)
def test_a_line_that_is_no_strict_json_is_set_aside(old: bytes, new: bytes, code: str) -> None:
    package = read(resealed(write_package([session(session_content())], reporters=[]), old, new))
    assert package.records == {}
    assert [(left.line, left.code) for left in package.set_aside] == [(4, code)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "line_unreadable"),
        (b"[]", "line_field"),
        (b'{"kind":"listener","name":"x"}', "line_field"),
        (b'{"kind":"unit","code":"X","type":"chi_bo","name":" \\u200b","parent":null}', "line_field"),
        (b'{"kind":"reporter","code":"X","unit":"CB01","name":"A","rank":"x a"}', "line_field"),
    ],
)
def test_other_bad_lines_are_set_aside_too(line: bytes, code: str) -> None:
    package = read(seal(one().partition(b"\n")[2] + line + b"\n"))
    assert len(package.records) == 1
    assert [left.line for left in package.set_aside] == [6]
    assert package.set_aside[0].code in (code, "line_unreadable")


# What any program may write in place of a value: JSON as such, right in nothing else.
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
    | st.sampled_from([10**400, -3, 2.5, 25.0, "25", "session", "CB01", "0" * 32]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)  # fmt: skip
_LINES: tuple[Json, ...] = (
    session(session_content(), number=9),
    edit(session(session_content(), number=9), None),
    independent.unit(),
    reporter(),
    {"kind": "link", "id": "5b0c7a44-6a5e-5d0e-9a37-0d5c2a3f1e10", "version": "0" * 32, "parents": [], "seen": [],
     "content": None},
    {"kind": "totals", "unit": "CB01", "sessions": 1, "attendance": 5,
     "months": [{"month": "2014-05", "form": "SH", "sessions": 1, "attendance": 5}],
     "cells": [{"theme": "LC-02", "month": "2014-05", "form": "SH", "sessions": 1, "attendance": 5}],
     "versions": {"5b0c7a44-6a5e-4d0e-9a37-0d5c2a3f1e10": "0" * 32}},
    {"kind": "receipt", "book": independent.BOOK, "number": 1, "file": "0" * 64, "received": "2014-12-10T01:00:00Z",
     "held": {}, "set_aside": []},
)  # fmt: skip


def places_in(value: object) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a record, by keys and places, the record itself not."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (key,)
        yield from ((key, *rest) for rest in places_in(inner))


def put(value: Any, place: tuple[str | int, ...], junk: object) -> Any:
    """The record with something else in that place."""
    if not place:
        return junk
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = put(value[place[0]], place[1:], junk)
    return changed


@given(st.data())
def test_no_line_of_json_keeps_others_from_being_taken(data: st.DataObject) -> None:
    line: object = data.draw(st.sampled_from(_LINES) | _JUNK)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.sampled_from([(), *places_in(line)]))
        line = put(line, place, data.draw(_JUNK))
    good = [session(session_content(), number=number) for number in (1, 2)]
    written = json.dumps(line, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "backslashreplace")
    first, second = (canonical(one) for one in good)
    head = write_package(good).partition(b"\n")[2].splitlines(keepends=True)[:3]
    package = read(seal(b"".join(head) + first + b"\n" + written + b"\n" + second + b"\n"))
    assert package.records.keys() >= {one["id"] for one in good}
    assert [left.line for left in package.set_aside] in ([], [6])


@pytest.mark.parametrize("wrong", [b"75.5", b"-1", b'"75"', b"null", b"[]", b"1e5", b"9" * 400])
def test_a_sum_that_is_no_number_is_told_and_the_sessions_are_taken(wrong: bytes) -> None:
    """A writer that adds up `"attendance": 2.5` of one line writes such a sum into the head."""
    package = read(resealed(year(), b'"attendance":75,"sessions":3', b'"attendance":%b,"sessions":3' % wrong))
    assert len(package.records) == 4
    assert [(left.line, left.code, left.params["field"]) for left in package.set_aside] == [(2, "line_field", "counts")]


def test_a_second_head_is_set_aside() -> None:
    lines = lines_of(one())
    package = read(write_lines([*lines, lines[0] | {"unit": "DB02"}]))
    assert package.head.unit == "CB01"
    assert [(left.line, left.code) for left in package.set_aside] == [(6, "line_second_head")]


def test_a_session_whose_versions_replace_each_other_is_set_aside() -> None:
    first = session(session_content())
    second = edit(first, session_content(topic="Khác"))
    package = read(write_package([first, second], counts={"sessions": 1, "attendance": 25}))
    assert package.records == {}
    assert [left.code for left in package.set_aside] == ["session_replaced_itself"]


def test_one_bad_head_of_a_conflict_leaves_the_other() -> None:
    origin = session(session_content())
    good, bad = conflict(edit(origin, session_content(place="Một")), edit(origin, session_content(place="Hai")))
    package = read(write_package([good, bad | {"version": "0" * 32}], counts={"sessions": 1, "attendance": 25}))
    assert only_session(package).place == "Một"
    assert [left.code for left in package.set_aside] == ["session_version"]


def test_the_same_line_twice_is_one_head() -> None:
    line = session(session_content())
    package = read(write_package([line, line]))
    assert len(package.records[line["id"]].heads) == 1


def test_what_an_error_quotes_from_the_file_is_short() -> None:
    package = read(resealed(one(), b'"SH"', b'"' + b"x" * 1_000_000 + b'"'))
    assert package.set_aside[0].params["field"] == "form"
    assert len(package.set_aside[0].params["detail"]) <= 200


# ---------------------------------------------------------------- foreign texts


def test_text_in_parts_arrives_composed_with_an_unchanged_version() -> None:
    composed = session(session_content(topic="Đường lối đối ngoại"))
    parts = {"topic": unicodedata.normalize("NFD", "Đường lối đối ngoại")}
    assert parts["topic"] != "Đường lối đối ngoại"
    # The independent writer would compose the text; a program on another system may not.
    line = json.dumps(composed | {"content": composed["content"] | parts}, ensure_ascii=False)
    escaped = json.dumps(composed | {"content": composed["content"] | parts})
    for spelled in (line, escaped):
        package = read(seal(one().partition(b"\n")[2].rsplit(b"\n", 2)[0] + b"\n" + spelled.encode() + b"\n"))
        assert package.set_aside == ()
        assert package.cleaned == 0
        assert package.records[composed["id"]].shown.id == composed["version"]
        assert only_session(package).topic == "Đường lối đối ngoại"


def raw_package(content: Json) -> bytes:
    """A package of one session with that content as it is, its version that of the composed text."""
    line = session(content) | {"content": content}
    body = one().partition(b"\n")[2].rsplit(b"\n", 2)[0]
    return seal(body + b"\n" + json.dumps(line, ensure_ascii=False).encode() + b"\n")


def test_the_length_of_a_text_is_that_of_its_composed_form() -> None:
    long = unicodedata.normalize("NFD", "ế" * 300)
    assert only_session(read(raw_package(session_content(topic=long)))).topic == "ế" * 300
    # Some letters of other scripts have no composed form of one character: longer than it looks.
    package = read(raw_package(session_content(topic="\u0958" * 300)))
    assert [left.params["field"] for left in package.set_aside] == ["topic"]


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Biên\u202e giới", "Biên giới"),
        ("Biên\u200b gi\u00adới\ufeff", "Biên giới"),
        ("Biên\x1b[31m giới", "Biên[31m giới"),
        ("Biên\x00 giới\x7f\x9b", "Biên giới"),
        ("Ðường biên giới, ð", "Đường biên giới, đ"),
        ("Biên\u2066\u2069 giới", "Biên giới"),
        ("Biên\ngiới\r\nViệt\tTrung", "Biên giới Việt Trung"),
        ("Biên\rgiới", "Biên giới"),
    ],
)
def test_hidden_characters_are_taken_out_alike_everywhere(dirty: str, clean: str) -> None:
    line = session(session_content(topic=dirty))
    first, second = read(write_package([line])), read(write_package([line], number=2))
    assert only_session(first).topic == clean
    assert first.cleaned == 1
    assert first.records == second.records
    record = first.records[line["id"]]
    (head,) = record.heads
    assert line["version"] in head.parents
    assert set(head.parents) <= record.replaced
    assert head.id == version_id(record.id, head.content, head.parents)
    assert first.set_aside == ()


@settings(max_examples=200)
@given(st.fixed_dictionaries({name: free_text() for name in ("place", "topic", "notes", "materials")}))
def test_any_text_arrives_clean_or_is_set_aside(texts: dict[str, str]) -> None:
    package = read(write_package([session(session_content(**texts))]))
    for record in package.records.values():
        (head,) = record.heads
        assert head.content is not None
        assert is_clean(head.content)
        encoded = canonical_encoder().encode(head.content)
        assert msgspec.json.decode(encoded, type=Session) == head.content
        assert unicodedata.is_normalized("NFC", encoded.decode())
        assert head.id == version_id(record.id, head.content, head.parents)
    assert len(package.records) + len(package.set_aside) == 1


def test_names_arrive_clean() -> None:
    package = read(
        write_package(
            reporters=[reporter(name=unicodedata.normalize("NFD", "  Ðỗ\nVăn  Ước "))],
        )
    )
    assert [line.name for line in package.reporters] == ["Đỗ Văn Ước"]


def test_a_file_sealed_with_another_key_is_that_keys() -> None:
    packages: list[Any] = [read(write_package(seed=seed(name))) for name in ("CB01", "DB02")]
    assert packages[0].key != packages[1].key
    assert packages[0].sha256 == packages[1].sha256
