"""Any order of saves, failing saves, kills, checkpoints and reopenings, against a dictionary."""

import contextlib
import shutil
import tempfile
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import logs.store.storage
from logs.errors import SotayError
from logs.store.storage import BookStorage
from tests.faults.saves import Tables, held, look_at
from tests.logs.disk import Disk, KilledError

TABLES = st.sampled_from(["sessions", "units", "changes"])
KEYS = st.sampled_from(["a", "b", "c", 'ngoặc "kép"', "xuống\ndòng"])
ROWS = st.one_of(
    st.none(),
    st.dictionaries(st.just("notes"), st.text(max_size=30)),
    st.just(30_000).map(lambda length: {"notes": "dài" * length}),
)
_MOST_JOURNAL = logs.store.storage.CHECKPOINT_BYTES
CHANGES = st.dictionaries(TABLES, st.dictionaries(KEYS, ROWS, min_size=1, max_size=3), min_size=1, max_size=2)


class BookMachine(RuleBasedStateMachine):
    """A book that is treated badly holds what was acknowledged, or that and the save that was cut short."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.disk = Disk(self.patch)
        self.place = Path(tempfile.mkdtemp(prefix="sotay-machine-"))
        self.folder = self.place / "book"
        self.tables: Tables = {}
        self.opened: BookStorage | None = None
        logs.store.storage.CHECKPOINT_BYTES = 5_000

    @property
    def storage(self) -> BookStorage:
        assert self.opened
        return self.opened

    def teardown(self) -> None:
        self.patch.undo()
        logs.store.storage.CHECKPOINT_BYTES = _MOST_JOURNAL
        if self.opened:
            self.opened.let_go()
        shutil.rmtree(self.place)

    @initialize(changes=CHANGES)
    def create(self, changes: Tables) -> None:
        self.opened = BookStorage(self.folder, create=True)
        self.storage.commit(_encoded(changes))
        self.tables = _after(self.tables, changes)

    @rule(changes=CHANGES)
    def save(self, changes: Tables) -> None:
        self.storage.commit(_encoded(changes))
        self.tables = _after(self.tables, changes)

    @rule(changes=CHANGES, call=st.integers(1, 40), code=st.sampled_from([ENOSPC, EIO]))
    def save_on_a_failing_disk(self, changes: Tables, call: int, code: int) -> None:
        self.disk.fail_at(call, code)
        try:
            self.storage.commit(_encoded(changes))
            self.tables = _after(self.tables, changes)
        except SotayError as error:
            refused = error.code
            assert refused == "save_failed"
        self.disk.fail_at(None)

    @rule(changes=CHANGES, call=st.integers(1, 40))
    def die_while_saving(self, changes: Tables, call: int) -> None:
        self.disk.kill_at(call)
        try:
            self.storage.commit(_encoded(changes))
            self.tables = _after(self.tables, changes)
        except KilledError:
            pass
        self.disk.fail_at(None)
        self.storage.let_go()
        self.opened = BookStorage(self.folder)
        if _without_empty(held(self.storage)) != _shown(self.tables):
            self.tables = _after(self.tables, changes)

    @rule(call=st.integers(1, 40))
    def die_while_checkpointing(self, call: int) -> None:
        self.disk.kill_at(call)
        with contextlib.suppress(KilledError):
            self.storage.checkpoint()
        self.kill()

    @rule()
    def kill(self) -> None:
        self.disk.fail_at(None)
        self.storage.let_go()
        self.opened = BookStorage(self.folder)

    @rule()
    def checkpoint(self) -> None:
        self.storage.checkpoint()

    @rule()
    def close_and_open(self) -> None:
        self.storage.close()
        self.opened = BookStorage(self.folder)

    @invariant()
    def every_reader_finds_it(self) -> None:
        if self.tables:
            assert _without_empty(held(self.storage)) == _shown(self.tables)
            assert _without_empty(look_at(self.folder)) == _shown(self.tables)
            assert not self.storage.notices


def _encoded(changes: Tables) -> dict[str, dict[str, bytes | None]]:
    return {
        name: {key: None if row is None else msgspec.json.encode(row) for key, row in rows.items()}
        for name, rows in changes.items()
    }


def _after(tables: Tables, changes: Tables) -> Tables:
    return {name: {**tables.get(name, {}), **changes.get(name, {})} for name in {*tables, *changes}}


def _shown(tables: dict[str, dict[str, Any]]) -> Tables:
    return _without_empty(
        {name: {key: row for key, row in rows.items() if row is not None} for name, rows in tables.items()}
    )


def _without_empty(tables: Tables) -> Tables:
    return {name: rows for name, rows in tables.items() if rows}
