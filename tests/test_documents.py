"""What documents name is there: files, folders, modules and commands of the project."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
PLACES = ("tui", "logs", "exports", "tests", ".ci", ".github")
DOCUMENTS = sorted(
    [ROOT / "README.md", *(path for place in PLACES for path in (ROOT / place).rglob("*.md"))],
    key=lambda path: path.relative_to(ROOT),
)
_TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
_SOURCE = re.compile(r"(?<![\w./*~-])\w+(?:/\w+)+\.py\b")
_PATH = re.compile(rf"(?<![\w./~-])(?:{'|'.join(map(re.escape, PLACES))})/[\w./*%-]*[\w/*]")
_LINK = re.compile(r"\]\((?!http|#|mailto:)([^)#\s]+)")
_FILE = re.compile(r"(?<![\w./*-])[\w*-]+\.py\b")
_MODULE = re.compile(rf"(?<![\w./-])(?:{'|'.join(place for place in PLACES if place.isalpha())})(?:\.\w+)+")


@cache
def files() -> frozenset[str]:
    """The names of all files of Python in the project."""
    return frozenset(path.name for place in PLACES for path in (ROOT / place).rglob("*.py"))


def is_there(path: str) -> bool:
    """Whether there is such a file or folder; `*` stands for anything."""
    return any(ROOT.glob(path.rstrip("/"))) if "*" in path else (ROOT / path).exists()


def is_module(name: str) -> bool:
    """Whether a module has that name, or something in a module, as `logs.model.Session`."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        owner, _dot, attribute = name.rpartition(".")
        return "." in owner and is_module(owner) and attribute[:1].isalpha()


def missing(text: str, folder: Path) -> list[str]:
    """What a document of that folder names and is not there."""
    return [
        *(path for path in _PATH.findall(text) if not is_there(unquote(path))),
        *(path for path in _SOURCE.findall(text) if not ((folder / path).exists() or (ROOT / path).exists())),
        *(path for path in _LINK.findall(text) if not (folder / unquote(path)).exists()),
        *(name for name in _FILE.findall(text) if "*" not in name and name not in files()),
        *(name for name in _MODULE.findall(text) if not name.endswith((".py", ".md")) and not is_module(name)),
    ]


@pytest.mark.parametrize("document", _TEXTS)
def test_what_a_document_names_is_there(document: str) -> None:
    assert missing(_TEXTS[document], (ROOT / document).parent) == []


def test_something_is_named() -> None:
    assert {"README.md", "tests/faults/README.md", "tui/help/vi/register.md"} <= _TEXTS.keys()
    assert len(_PATH.findall(_TEXTS["README.md"])) > 20


def test_what_is_gone_is_noticed() -> None:
    text = "`logs/steps.py`, [a page](gone.md), test_gone.py, `python -m tests.benchmarks.gone`, tests/tui/no_*.py"
    assert set(missing(text, ROOT)) == {
        "logs/steps.py", "tests/tui/no_*.py", "gone.md", "test_gone.py", "tests.benchmarks.gone",
    }  # fmt: skip
    assert missing("`core/gone.py`, `core/commands.py`", ROOT / "tui") == ["core/gone.py"]
    text = "`logs/model.py`, [the licence](LICENSE), test_layers.py, `python -m tests.benchmarks.saves`, tests/tui/*.py"
    assert missing(text, ROOT) == []
