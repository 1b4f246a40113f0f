"""What the program imports from elsewhere is what its package asks for: no less, and nothing that is not used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = {"logs", "exports", "tui"}
# Where the package is called otherwise than the module.
PACKAGES = {
    "docx": "python-docx",
    "python_calamine": "python-calamine",
    "nacl": "pynacl",
    "textual_serve": "textual-serve",
}


def imported() -> Iterator[str]:
    """The first names of the modules from elsewhere that any of our files imports."""
    for folder in OWN:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                yield from (name.split(".")[0] for name in names)


def test_the_package_asks_for_what_it_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for name, listed in project["optional-dependencies"].items() if name != "test" for one in listed]
    asked = {re.split(r"[<>=~! \[;]", one)[0].lower() for one in (*project["dependencies"], *extras)}
    foreign = set(imported()) - OWN - sys.stdlib_module_names - {"__future__"}
    assert {PACKAGES.get(name, name).lower() for name in foreign} == asked
