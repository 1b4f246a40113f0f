"""The benchmarks work, at a size at which they measure nothing."""

import importlib
import pkgutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import tests.benchmarks
from logs.book.book import LogBook
from logs.questions.questions import questions
from tests.benchmarks import groups, kit, memory, report_ways
from tests.benchmarks.__main__ import main
from tests.benchmarks.books import BOOK, RENAMED, year_book
from tests.benchmarks.kit import Measured, Spent, interleaved
from tests.benchmarks.merging import LIMIT, Merges
from tests.benchmarks.stores import turn
from tests.benchmarks.stores.store import STORES, Store, store_of, write_lines
from tests.benchmarks.summary import Figure, Run, compared, growth, markdown, new_run, short, table
from tests.books import Clock

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
        (OSError("no terminal"), "left out: sotay report, .xlsx, 50 sessions: OSError: no terminal"),
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
        assert store.month() == own.month(), name
        assert store.totals() == own.totals(), name
        assert sorted(store.coverage()) == sorted(own.coverage()), name
        assert sorted(store.search(turn.WORDS)) == sorted(own.search(turn.WORDS)), name
        assert pairs[name] == pairs["SQLite"], name
    # What is one event for Sổ tay is at least near in the numbers that the peers look at.
    found = own.duplicates()
    assert found
    assert own.search(turn.WORDS)
    assert set(found) <= set(pairs["SQLite"])


def test_questions_are_put_to_every_store(tmp_path: Path) -> None:
    asked = {"month", "month (command)", "coverage after a save"}
    for task, found in groups.stores(tmp_path, SIZE, 1, asked).items():
        assert not found.failures
        assert {"Sổ tay", "SQLite"} <= found.turns.keys()
        assert found.median("Sổ tay", "clock") > 0, task


def test_a_process_tells_its_cost(tmp_path: Path) -> None:
    ways = Merges(tmp_path, 2, 3)
    assert ways.limit()[LIMIT]().clock > 0
    with pytest.raises(subprocess.CalledProcessError) as failed:
        kit.whole("tests.benchmarks.merging_ways", "tinydb", str(tmp_path / "nowhere"))
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
    assert row[:4] == ("every session, cold", "1,000", "2,000", "4,000")
    assert row[5:] == ("1.0", "SQLite 0.50× at 100 (102 KB)")
    assert "| 4.000 |" in markdown(run)[-1]
    assert run.left_out[0] == "every session, cold, 100 sessions, pandas: failed"


def test_runs_are_compared_way_by_way() -> None:
    then, now = (
        Run("", "", {}, 0, [Figure("search", 9, way, 1, cost, 1) for way, cost in costs])
        for costs in ((("Sổ tay", 2.0), ("SQLite", 4.0)), (("Sổ tay", 1.0), ("SQLite", 6.0), ("polars", 1.0)))
    )
    assert compared(now, then)[1:] == [("search two words, cold", "9", "0.50x", "1.50x")]
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


def test_the_standard_book_has_what_a_committees_has(year: tuple[Path, str]) -> None:
    with LogBook.open(year[0] / BOOK, clock=Clock(), read_only=True) as book:
        assert len(book.find()) == 10 * SIZE
        assert {one.kind for one in questions(book)} == {"duplicate"}
        assert book.figures.links
        assert book.exchange.maps
        assert book.exchange.adoptions
        assert RENAMED not in book.units
        assert len(book.exchange.received) == 5


@pytest.mark.parametrize(
    ("group", "tasks"), [(groups.entry, {"entry"}), (groups.commands, {"questions", "decide", "docx"})]
)
def test_the_programs_own_tasks_are_measured(group: groups.Group, tasks: set[str], year: tuple[Path, str]) -> None:
    found = group(year[0], 10 * SIZE, 1, tasks)
    assert set(found) == tasks
    assert all(one.turns and not one.failures for one in found.values())


def test_workbooks_are_written(year: tuple[Path, str]) -> None:
    for name, write in report_ways.WAYS.items():
        if kit.is_installed(report_ways.NEEDS[name]):
            write(year[0])
            assert (year[0] / report_ways.WORKBOOK).stat().st_size


def test_the_memory_of_commands_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "READING", (("list",), ("show", "ID")))
    monkeypatch.setattr(memory, "WRITING", (("backup", "--to", "FOLDER/copy"), ("restore", "FOLDER/copy/*"), ("no",)))
    monkeypatch.setattr(memory, "MERGING", memory.MERGING[:2])
    assert memory.main(["--sizes", "50"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("list", "show ID", "restore copy/*", "undo (a merge)", "left out: no, 50: "))
