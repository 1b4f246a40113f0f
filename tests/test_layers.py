"""The house stands on its layers, and each of its rooms can be looked over: see the README, "Working on it"."""

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
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
    """Each is named by what the check prints, which ends well only where all are kept."""
    checked = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    names = [contract["name"] for contract in settings["contracts"]]
    assert len(names) >= 9
    assert [name for name in names if name not in checked] == []


# ---------------------------------------------------------------- rooms


@cache
def modules() -> dict[str, Path]:
    """The files of the product, by the names of their modules."""
    paths = (path for top in ("tui", "logs", "exports") for path in (ROOT / top).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


class Imports(ast.NodeVisitor):
    """The modules of ours that a file imports anywhere, in functions too, but not for types alone."""

    def __init__(self, path: Path) -> None:
        self.names: set[str] = set()
        self.visit(tree(path))

    def visit_If(self, node: ast.If) -> None:
        for child in node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else ast.iter_child_nodes(node):
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        self.names.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        named = {f"{node.module}.{alias.name}" for alias in node.names}
        self.names |= {name if name in modules() else str(node.module) for name in named}


def test_no_module_imports_itself_by_way_of_others() -> None:
    imported = {name: Imports(path).names & modules().keys() for name, path in modules().items()}
    # Lazy imports are seen: the command line opens the app only when it is asked to.
    assert "tui.app.run" in imported["tui.cli.context"]
    list(TopologicalSorter(imported).static_order())  # raises CycleError, which names the circle


def test_a_file_is_split_before_it_is_long() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: count for name, count in lines.items() if count > 450} == {}


def test_a_folder_holds_what_can_be_looked_over() -> None:
    folders = Counter(path.parent.relative_to(ROOT) for path in modules().values() if path.name != "__init__.py")
    del folders[Path("tui/cli")]  # a module for each command
    assert {str(folder): count for folder, count in folders.items() if count > 20} == {}


def test_every_package_says_what_it_is_for() -> None:
    packages = {name: tree(path) for name, path in modules().items() if path.name == "__init__.py"}
    folders = {path.parent for path in modules().values()}
    assert len(packages) == len(folders)
    first_lines = {name: (ast.get_docstring(package) or "").partition("\n")[0] for name, package in packages.items()}
    assert [name for name, line in first_lines.items() if not line.endswith(".")] == []
    # What a package held itself, every import of one of its modules would load.
    assert [name for name, package in packages.items() if len(package.body) > 1] == ["tui.cli"]


def test_a_class_is_not_cut_by_inheritance() -> None:
    """A base that nothing names but the one class that inherits from it is a part of that class."""
    classes: set[str] = set()
    named, inherited = Counter[str](), Counter[str]()
    for path in (*modules().values(), *(ROOT / "tests").rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
                inherited.update(base.id for base in bases if isinstance(base, ast.Name))
                classes |= {node.name} if path in modules().values() else set()
            elif isinstance(node, ast.Name):
                named[node.id] += 1
            elif isinstance(node, ast.Attribute):
                named[node.attr] += 1
    assert "LogBook" in classes
    assert {name for name in classes if inherited[name] == named[name] == 1} == set()


def test_every_menu_is_known_where_keys_are_chosen() -> None:
    declared = {
        node.name
        for name, path in modules().items()
        if name.startswith("tui.")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(map(is_menu, node.body))
    }
    known = run(
        "-c", "from tui.app.app import SotayApp; from tui.core.own_keys import menus; print(*dict(menus(SotayApp)))"
    )
    assert declared == set(known.split())
    assert {"SotayApp", "RegisterScreen", "Dialog"} <= declared


def is_menu(node: ast.stmt) -> bool:
    """Whether it declares commands in a class."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    value = getattr(node, "value", None)
    return "MENU" in map(ast.unparse, targets) and value is not None and ast.unparse(value) != "()"
