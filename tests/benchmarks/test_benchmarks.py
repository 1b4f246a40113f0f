"""The benchmarks work, at a size at which they measure nothing."""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

import tests.benchmarks
from logs.entry.suggestions import Guesses
from tests.benchmarks import coverage_tables, duplicates, groups, keystrokes, kit, report_ways, reports
from tests.benchmarks.__main__ import main
from tests.benchmarks.books import a_year, alike, made, year_book
from tests.benchmarks.kit import Measured, Spent, interleaved
from tests.benchmarks.merging import LIMIT, Merges
from tests.benchmarks.stores import turn
from tests.benchmarks.stores.store import STORES, Store, store_of, write_lines
from tests.benchmarks.summary import Figure, Run, compared, growth, markdown, new_run, short, table
from tests.logs.doubles import ordinary

FOLDER = Path(tests.benchmarks.__file__).parent
SIZE = 50


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a book of a year and its lines, and the id of a session."""
    folder = tmp_path_factory.mktemp("year")
    year_book(folder, 10 * SIZE)
    return folder, write_lines(folder)


@pytest.fixture
def stores(year: tuple[Path, str]) -> Iterator[dict[str, Store]]:
    """Every store that is installed, open."""
    opened = {}
    for name, known in STORES.items():
        if kit.is_installed(known.needs):
            store_of(name).make(year[0])
            opened[name] = store_of(name)(year[0])
    yield opened
    for store in opened.values():
        store.close()


def test_the_command_measures_prints_and_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(groups, "SAVES", 2)
    then = Run("", "", {}, 0, [Figure("save", SIZE, "Sổ tay", 1, 1.0, 1, clock=1.0)])
    Path("then.json").write_bytes(msgspec.json.encode(then))
    words = ["--rounds", "1", "--only", "save", "--json", "now.json", "--markdown", "--compare", "then.json"]
    assert main(["--sizes", str(SIZE), *words]) == 0
    said = capsys.readouterr().out
    assert "| ghi một buổi · save a session |" in said
    assert "now by then" in said
    now = msgspec.json.decode(Path("now.json").read_bytes(), type=Run)
    assert {"Sổ tay", "SQLite", "TinyDB"} <= {one.way for one in now.figures}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["now.json", "then.json"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError("no terminal"), "left out: write the report as a workbook, 50 sessions: OSError: no terminal"),
        (KeyboardInterrupt(), "left out: everything after an interruption"),
    ],
)
def test_what_was_not_measured_is_named(
    error: BaseException,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object) -> groups.Found:
        raise error

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(groups.GROUPS, ("report",), fails)
    assert main(["--sizes", str(SIZE), "--only", "report"]) == 0
    assert told in capsys.readouterr().out


def test_all_stores_answer_alike(stores: dict[str, Store], year: tuple[Path, str]) -> None:
    _, key = year
    own = stores.pop("Sổ tay")
    assert own.every() == 10 * SIZE
    pairs = {name: sorted(store.duplicates()) for name, store in stores.items()}
    for name, store in stores.items():
        assert store.one(key) == own.one(key), name
        assert store.every() == own.every(), name
        assert sorted(store.coverage()) == sorted(own.coverage()), name
        assert sorted(store.search(turn.WORDS)) == sorted(own.search(turn.WORDS)), name
        assert pairs[name] == pairs["SQLite"], name
    # What is one event for Sổ tay is at least near in the numbers that the peers look at.
    found = own.duplicates()
    assert found
    assert own.search(turn.WORDS)
    assert set(found) <= set(pairs["SQLite"])


@pytest.mark.parametrize("question", turn.QUESTIONS)
def test_a_question_is_put_to_a_store(
    question: str, year: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["turn", "Sổ tay", question, *map(str, year)])
    turn.main()
    clock, processor, peak = map(float, capsys.readouterr().out.split())
    assert clock > 0
    assert processor >= 0
    assert peak > 0


def test_a_process_tells_its_cost(tmp_path: Path) -> None:
    ways = Merges(tmp_path, 2, 3)
    assert ways.limit()[LIMIT]().clock > 0
    with pytest.raises(subprocess.CalledProcessError) as failed:
        kit.whole("tests.benchmarks.merging_ways", "read", str(tmp_path / "nowhere"))
    assert kit.reason(failed.value).startswith("FileNotFoundError")


def test_a_way_that_fails_leaves_the_others_alone() -> None:
    costs = iter((1.0, 3.0, 2.0))

    def fails() -> Spent:
        raise ValueError("no such disk")

    found = interleaved({"good": lambda: Spent(next(costs), 1), "bad": fails}, 3)
    assert found.median("good", "clock") == 2
    assert found.failures == {"bad": "ValueError: no such disk"}
    assert list(found.turns) == ["good"]


def test_the_table_tells_growth_memory_and_the_largest_size_of_a_peer() -> None:
    run = Run("2026-01-02", "a machine", {}, empty=10)
    for size in (100, 200, 400):
        run.add("every", size, Measured({"Sổ tay": [Spent(9, size / 100, 10 + size / 1024)]}, {"pandas": "failed"}))
    run.add("every", 100, Measured({"Sổ tay": [Spent(9, 1, 20)], "SQLite": [Spent(9, 0.5, 20)]}, {}))
    assert growth(run.of("every")[1:]) == pytest.approx(1)
    row = table(run)[1]
    assert row[:4] == ("open, read every session", "1,000", "2,000", "4,000")
    assert row[5:] == ("1.0", "SQLite 0.50× at 100 (102 KB)")
    assert "| 4.000 |" in markdown(run)[-1]
    assert run.left_out[0] == "open, read every session, 100 sessions, pandas: failed"


def test_runs_are_compared_way_by_way() -> None:
    then, now = (
        Run("", "", {}, 0, [Figure("search", 9, way, 1, cost, 1) for way, cost in costs])
        for costs in ((("Sổ tay", 2.0), ("SQLite", 4.0)), (("Sổ tay", 1.0), ("SQLite", 6.0), ("polars", 1.0)))
    )
    assert compared(now, then)[1:] == [("search two words", "9", "0.50x", "1.50x")]
    assert msgspec.json.decode(msgspec.json.encode(new_run(1)), type=Run).empty == 1


@pytest.mark.parametrize(
    ("value", "told"), [(0.00361, "0.0036"), (0.95, "0.95"), (12.4, "12"), (1236.4, "1,236"), (0, "0")]
)
def test_figures_are_short(value: float, told: str) -> None:
    assert short(value) == told


def test_every_benchmark_can_be_imported_and_hides_no_package() -> None:
    """A program that is run by its path has its folder first among those that are searched."""
    for module in pkgutil.iter_modules([str(FOLDER), str(FOLDER / "stores")]):
        assert module.name == "__main__" or not kit.is_installed(module.name), module.name
    for module in pkgutil.walk_packages([str(FOLDER)], "tests.benchmarks."):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            # Not every machine has the peers, nor every system such terminals.
            if error.name not in ("fcntl", *(known.needs for known in STORES.values())):
                raise


def test_the_single_benchmarks_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with made(tmp_path / "keys", alike(SIZE, seed=1)) as book:
        keystrokes.fill(book, SIZE)
        assert keystrokes.key(book, Guesses(book), keystrokes.LINE) > 0
    assert coverage_tables.kept(tmp_path / "book", SIZE)[1][0] == "one changed session"
    entries = ordinary(SIZE, 2, Random(1))  # noqa: S311 - repeatable on purpose
    assert len(duplicates.searched(entries, 1)) == 5
    assert len(a_year(SIZE)) == SIZE
    reports.measure(reports.OWN, SIZE)
    reports.measure(report_ways.BARE, SIZE)
    assert len(capsys.readouterr().out.splitlines()) == 2
