"""The schemas that the program tells are those of its files and of what it prints: none is missing, none too much."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.test_independent import year
from tests.tui.commands import GOOD, done, log, new_book, read, refused
from tui.cli.schema import NAMES
from tui.demo.scenario import Scenario

ROOT = Path(__file__).parents[3]


def strict(schema: Any) -> Any:
    """The schema, which takes nothing but the fields that it names."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema and "$defs" not in schema else {}
    return closed | {name: strict(one) for name, one in schema.items()}


def faults(name: str, document: object) -> list[str]:
    """Where the document is not as the schema of that name says."""
    schema = strict(json.loads(done("schema", name).stdout))
    found = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(document)
    return [f"{error.json_path}: {error.message[:300]}" for error in found]


@pytest.fixture(scope="module")
def committee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committee's book of a year in which everything happens."""
    story = Scenario(tmp_path_factory.mktemp("year") / "demo", 4).play()
    with story.book:
        return story.book.folder


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(done("schema", name).stdout))


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("coverage", ["coverage"]),
        ("coverage", ["coverage", "--by", "month", "--measure", "attendance", "--gaps"]),
        ("progress", ["progress"]),
        ("progress", ["progress", "--remind", "--periods", "2014-6T"]),
        ("report", ["report", "--to", "report.csv"]),
        ("list", ["list"]),
        ("list", ["list", "--left-out", "other_catalogue"]),
    ],
)
def test_what_a_command_prints_is_as_its_schema_says(
    name: str, command: list[str], committee: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert faults(name, read("--book", str(committee), *command)) == []


def test_a_session_is_as_its_schema_says() -> None:
    new_book()
    key = log(*GOOD)
    shown = read("show", key)
    assert faults("session", shown) == []
    assert faults("session", shown | {"attendance": 0}) != []
    assert faults("session", shown | {"listener": "…"}) != []


@pytest.mark.parametrize("form", ["1", "2"])
def test_books_of_every_format_are_as_the_schema_says(form: str) -> None:
    folder = ROOT / "tests" / "logs" / "formats" / form
    for path in (folder / "book.json", *(folder / "backups").glob("*.json")):
        assert faults("book", json.loads(path.read_bytes())) == []


def test_the_book_of_a_year_is_as_the_schema_says(committee: Path) -> None:
    done("--book", str(committee), "log", *GOOD)
    assert faults("book", json.loads((committee / "book.json").read_bytes())) == []


def test_every_line_of_a_package_is_as_the_schema_says(committee: Path) -> None:
    files = [*(committee / "received").iterdir(), *committee.parent.rglob("*.jsonl")]
    assert len(files) > 4
    for data in (year(), *(path.read_bytes() for path in files)):
        for line in data.splitlines():
            assert faults("package", json.loads(line)) == []


def test_another_name_is_a_mistake_of_usage() -> None:
    assert "package" in refused(2, "schema", "nothing")
