"""The house stands on its layers: the book and its packages know no screen."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
import exports, logs
for package in (logs, exports):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def run(*command: str) -> str:
    """What a fresh process of this Python prints; it has to end well."""
    finished = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_the_book_and_its_packages_are_imported_without_any_screen() -> None:
    imported = set(run("-c", IMPORT_EVERYTHING).split())
    assert {"logs", "exports"} <= imported
    assert not imported & {"tui", "textual", "rich", "click"}
    assert not imported & {"pyrage", "duckdb"}  # extras, imported when they are used


def test_the_contracts_between_the_layers_hold() -> None:
    checked = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert "9 kept, 0 broken" in checked
