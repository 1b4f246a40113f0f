"""book.json: checked table by table, readable by any reader of JSON."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.errors import SotayError
from logs.store.snapshot import DamageError, Snapshot, new_snapshot

TABLES = {
    "units": {"CB01": b'{"name":"Chi b\xe1\xbb\x99"}', "CB02": b"{}"},
    "none": {},
    'a "table"': {"x\ny": b"[1,2]"},
}


def write(path: Path, tables: dict[str, dict[str, bytes]], saves: int = 3) -> Snapshot:
    path.unlink(missing_ok=True)
    return new_snapshot(path, path, saves, {name: rows.items() for name, rows in tables.items()})


def read(path: Path) -> dict[str, dict[str, bytes]]:
    snapshot = Snapshot.open(path)
    return {name: {key: bytes(raw) for key, raw in snapshot.table(name).items()} for name in snapshot.head.tables}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "book.json"
    write(path, TABLES)
    return path


def test_what_was_written_is_read(path: Path) -> None:
    assert read(path) == TABLES
    assert Snapshot.open(path).head.saves == 3
    assert Snapshot.open(path).table("unheard of") == {}


def test_it_is_the_json_of_tinydb(path: Path) -> None:
    text = json.loads(path.read_text(encoding="utf-8"))
    assert text.keys() == {"book", *TABLES}
    assert text["units"]["CB01"] == {"name": "Chi bộ"}


def test_a_document_has_a_line_of_its_own(path: Path) -> None:
    assert '"CB02":{}},' in path.read_text(encoding="utf-8").splitlines()


def test_a_book_without_tables_is_read(tmp_path: Path) -> None:
    written = write(tmp_path / "empty.json", {}, 0)
    assert read(tmp_path / "empty.json") == {}
    assert Snapshot.open(tmp_path / "empty.json").sum == written.sum


def test_its_identity_follows_from_its_contents(path: Path) -> None:
    same = write(path.with_name("same"), TABLES)
    assert same.sum == Snapshot.open(path).sum
    others = [write(path.with_name("other"), {**TABLES, "units": {}}), write(path.with_name("later"), TABLES, 4)]
    assert len({same.sum, *(other.sum for other in others)}) == 3


def test_what_was_left_behind_is_written_over(path: Path) -> None:
    path.write_bytes(b"half")
    new_snapshot(path, path, 1, {})
    assert read(path) == {}


def test_only_its_owner_reads_it(path: Path) -> None:
    assert path.stat().st_mode & 0o077 == 0


def test_a_table_is_read_only_when_it_is_asked_for(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"CB02"', b'"CB99"'))
    snapshot = Snapshot.open(path)
    assert snapshot.table('a "table"')
    with pytest.raises(DamageError, match="units"):
        snapshot.table("units")


def test_every_altered_byte_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole)):
        for other in (whole[place] ^ 1, whole[place] ^ 0x20, 0):
            path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
            with pytest.raises(DamageError):
                read(path)
            path.write_bytes(whole)


def test_every_other_length_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for data in (*(whole[:size] for size in range(len(whole))), whole + b"\n", whole + whole):
        path.write_bytes(data)
        with pytest.raises(DamageError):
            Snapshot.open(path)


@pytest.mark.parametrize("line", [b'{"format":3,"x":1}', b'{"format":7}', b'{"format":12,"saves":0,"tables":{}}'])
def test_a_later_format_is_told_from_damage(path: Path, line: bytes) -> None:
    path.write_bytes(b'{"book":{"head":' + line + b"}}\n")
    with pytest.raises(SotayError, match="book_newer"):
        Snapshot.open(path)


def test_a_format_that_only_damage_made_later_is_damage(path: Path) -> None:
    path.write_bytes(re.sub(rb'"format":2', b'"format":3', path.read_bytes(), count=1))
    with pytest.raises(DamageError):
        Snapshot.open(path)


@settings(max_examples=100)
@given(st.dictionaries(st.text(), st.dictionaries(st.text(), st.text().map(lambda text: json.dumps(text).encode()))))
def test_any_tables_come_back(tmp_path_factory: pytest.TempPathFactory, tables: dict[str, dict[str, bytes]]) -> None:
    tables.pop("book", None)
    path = tmp_path_factory.mktemp("books") / "book.json"
    write(path, tables)
    assert read(path) == tables
    assert json.loads(path.read_text(encoding="utf-8")).keys() == {"book", *tables}
