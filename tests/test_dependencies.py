"""What the program imports from elsewhere is what its package asks for: no less, and nothing that is not used.

Of what it asks for, `requirements.lock` names a set that is known to work.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
OWN = {"logs", "exports", "tui"}
# Engines of one's own, too large for every environment of the tests, which skip what needs them.
NOT_LOCKED = {"psycopg", "pyspark"}
# Where the package is called otherwise than the module.
PACKAGES = {
    "docx": "python-docx",
    "python_calamine": "python-calamine",
    "nacl": "pynacl",
    "tomli_w": "tomli-w",
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


def asked_for(*, by_tests: bool) -> list[Requirement]:
    """What the package asks for, with all its extras; with what the extra `test` asks for only where it is wanted."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = [*project["dependencies"], *(one for name in extras if by_tests or name != "test" for one in extras[name])]
    return [one for one in map(Requirement, listed) if one.name != project["name"]]


def test_the_package_asks_for_what_it_imports() -> None:
    foreign = set(imported()) - OWN - sys.stdlib_module_names - {"__future__"}
    asked = {one.name for one in asked_for(by_tests=False)}
    assert {PACKAGES.get(name, name).lower() for name in foreign} == asked


def test_the_lock_names_versions_and_hashes_that_fit_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    versions: dict[str, str] = {}
    for line in text.replace("\\\n", "").splitlines():
        if line.startswith("#"):
            continue
        asked, *hashes = line.split("--hash=")
        locked = Requirement(asked.strip())
        [only] = locked.specifier
        assert (only.operator, locked.url) == ("==", None), line
        assert hashes, line
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one.strip()) for one in hashes), line
        versions[locked.name] = only.version
    locked_ones = [one for one in asked_for(by_tests=True) if one.name not in NOT_LOCKED]
    assert [str(one) for one in locked_ones if not one.specifier.contains(versions[one.name])] == []
