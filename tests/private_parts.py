"""Private parts of other people's packages that the program stands on: which, where, and until when.

    python -m tests.private_parts

Prints those that the installed packages no longer have, and exits 1 if there is one; the weekly run with Textual's next
release begins with it (`.github/workflows/long.yml`). `test_private_parts.py` sees to it that `PARTS` has all and no
other.
"""

import ast
import importlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from inspect import getsource
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
OWN = ("logs", "exports", "tui")
_OF_PYTHON = {"_exit", "_obj"}  # of os and ctypes, documented there
FOREIGN = ("textual", "textual_serve", "tinydb", "click", "docx", "docxtpl", "rich", "filelock", "jinja2", "xlsxwriter")

_TYPING = "keys of input methods keep their order: issue 6605, pull request 6631; tests/tui/input/test_typing_pty.py"
_ALT = "Alt and a letter are one key at once: tests/tui/input/test_alt_keys.py"
_CRASH = "a crash shows no record: the traceback has local variables, hard-wired"
_STYLES = "no style sheet is parsed twice: tests/tui/core/test_stylesheet.py"
_ONCE = "parts of a screen are styled and placed once: tests/tui/screens/common/test_fitted.py"
_DOCX = "python-docx has no public way to this part of a Word document"
_TINYDB = "what TinyDB's documentation names for tables of one's own: updates write what has changed"

# The release of textual whose reader of the Windows console is mended stands in `tui.input.windows_keys` (issue 6667).
PARTS = {
    "docx.section.Section._sectPr": _DOCX,
    "docx.table.Table._tbl": _DOCX,
    "docx.table._Cell": "the type of a cell, for annotations",
    "docx.table._Row._tr": _DOCX,
    "docx.text.paragraph.Paragraph._p": _DOCX,
    "docx.text.run.Run._r": _DOCX,
    "textual._parser.Parser._awaiting": _ALT,
    "textual._parser.Parser._gen": _ALT,
    "textual._parser.Parser._timeout_time": _ALT,
    "textual._parser.Parser._tokens": _ALT,
    "textual._xterm_parser.XTermParser": _ALT,
    "textual.app.App._exception": _CRASH,
    "textual.app.App._exception_event": _CRASH,
    "textual.app.App._exit": _CRASH,
    "textual.app.App._handle_exception": _CRASH,
    "textual.app.App._screen_stacks": _CRASH,
    "textual._styles_cache.StylesCache": "its cache holds on to the lines of every widget that was ever drawn",
    "textual.css.stylesheet.Stylesheet._parse_cache": _STYLES,
    "textual.css.stylesheet.Stylesheet._variables": _STYLES,
    "textual.document._document.EditResult": "the type of an edit, for annotations",
    "textual.document._document.Location": "the type of a place, for annotations",
    "textual.screen.Screen._screen_resized": _ONCE,
    "textual.screen.Screen._size": _ONCE,
    "textual.widget.Widget._on_click": "a click on a row is told once, before the widget's own",
    "textual.widgets._footer.FooterKey": "keys of the footer are made from commands",
    "textual.widgets._input.Input._on_key": _TYPING,
    "textual.widgets._input.Input._on_paste": _TYPING,
    "textual.widgets._input.Input._restart_blink": _TYPING,
    "textual.widgets._option_list.OptionList._move_page": "a list that is hidden until now is paged through",
    "textual.widgets._radio_set.RadioSet._selected": "the arrows choose at once, as in a browser",
    "textual.widgets._text_area.TextArea._on_key": _TYPING,
    "textual.widgets._text_area.TextArea._on_paste": _TYPING,
    "textual.widgets._text_area.TextArea._replace_via_keyboard": _TYPING,
    "textual.widgets._text_area.TextArea._restart_blink": _TYPING,
    "textual.widgets._text_area.TextArea._set_document": _TYPING,
    "textual_serve.server.Server._make_app": "who does not know the key is refused: tests/tui/cli/test_serve.py",
    "tinydb.table.Table._get_next_id": _TINYDB,
    "tinydb.table.Table._next_id": _TINYDB,
    "tinydb.table.Table._read_table": _TINYDB,
    "tinydb.table.Table._storage": _TINYDB,
    "tinydb.table.Table._update_table": _TINYDB,
    "zipfile.ZipInfo._compresslevel": "Python before 3.13 has no public way to pack the sheets of a workbook faster",
}
"""What it is, and why, with the issue of the other project where there is one."""


def tree_of(module: ModuleType) -> ast.Module:
    """The module, parsed."""
    return _parsed(getsource(module))


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def is_private(name: str) -> bool:
    """Whether the name is of the kind that no user of a package is promised."""
    return name.startswith("_") and not name.endswith("__")


def own_modules() -> Iterator[ModuleType]:
    """Every module of the program."""
    for folder in OWN:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] != "__main__":
                yield importlib.import_module(".".join(parts).removesuffix(".__init__"))


def used() -> set[str]:
    """Private parts of foreign packages that the program's imports and classes name."""
    return {part for module in own_modules() for part in (*_imported(module), *_of_bases(module))}


def names_of_others() -> set[str]:
    """Private names that the program asks of objects that are not of its own classes, wherever these come from."""
    trees = [tree_of(module) for module in own_modules()]
    asked = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_private(node.attr) and not _is_self(node.value)
    }
    own = {name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for name in _names(node)}
    return asked - own - _OF_PYTHON


def moved() -> list[str]:
    """Those of `PARTS` that the installed packages do not have."""
    return [part for part in PARTS if not _is_there(part)]


def _is_there(part: str) -> bool:
    place, _dot, name = part.rpartition(".")
    try:
        return hasattr(importlib.import_module(place), name)
    except ModuleNotFoundError:
        module, _dot, owner = place.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), owner)
        return hasattr(found, name) or name in _declared(found)
    except (ModuleNotFoundError, AttributeError):
        return False


def _imported(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in FOREIGN:
            hidden = any(is_private(part) for part in node.module.split("."))
            yield from (f"{node.module}.{one.name}" for one in node.names if hidden or is_private(one.name))
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names if one.name.partition(".")[0] in FOREIGN]
            for name in (name for name in names if any(is_private(part) for part in name.split("."))):
                yield from (part for part in PARTS if part.startswith(f"{name}."))


def _of_bases(module: ModuleType) -> Iterator[str]:
    """What classes of the module take, override or call of the private parts of their foreign bases."""
    for node in tree_of(module).body:
        if isinstance(node, ast.ClassDef):
            names = {name for name in _names(node) if is_private(name)}
            for base in vars(module)[node.name].__mro__:
                if base.__module__.partition(".")[0] in FOREIGN:
                    owned = names & _declared(base)
                    yield from (f"{base.__module__}.{base.__qualname__}.{name}" for name in owned)
                    names -= owned


def _names(node: ast.ClassDef) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            yield part.name
        elif isinstance(part, ast.Attribute) and _is_self(part.value):
            yield part.attr


def _is_self(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    return called or (isinstance(node, ast.Name) and node.id in ("self", "cls"))


@cache
def _declared(base: type[Any]) -> frozenset[str]:
    """The methods, attributes and fields that the class itself has, as its text says."""
    for node in ast.walk(tree_of(sys.modules[base.__module__])):
        if isinstance(node, ast.ClassDef) and node.name == base.__name__:
            targets = [part for part in ast.walk(node) if isinstance(part, ast.Assign | ast.AnnAssign)]
            return frozenset(_names(node)) | {
                target.id
                for part in targets
                for target in (part.targets if isinstance(part, ast.Assign) else [part.target])
                if isinstance(target, ast.Name)
            }
    return frozenset()


def main() -> int:
    """Say what has moved."""
    gone = moved()
    for part in gone:
        print(f"{part} is gone from {part.partition('.')[0]}; it was for this: {PARTS[part]}")  # noqa: T201 - what the run is for
    print(f"textual {version('textual')}: {len(PARTS) - len(gone)} of {len(PARTS)} private parts are there")  # noqa: T201
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
