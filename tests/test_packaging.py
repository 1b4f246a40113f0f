"""The package that is given out: what is in it, and that it works where nothing else of the project is.

Built in this process by the build backend that the package names, so that no network is asked; installed as people do
it, by the pip of a new environment, which holds nothing else but what the package asks for.
"""

import os
import re
import subprocess
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import hatchling.build
import pytest
from packaging.requirements import Requirement

from tui.core.i18n import LANGUAGES

ROOT = Path(__file__).parents[1]
PACKAGES = ("tui", "logs", "exports")
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def on_disk(*folders: str) -> set[str]:
    """What stands in folders of the tree, without what Python puts there."""
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


@pytest.fixture
def sdist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The source package, unpacked."""
    monkeypatch.chdir(ROOT)
    name = hatchling.build.build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / name) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    return tmp_path / "unpacked" / f"sotay-{VERSION}"


@pytest.fixture
def wheel(sdist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel, built from the source package."""
    monkeypatch.chdir(sdist)
    return tmp_path / hatchling.build.build_wheel(str(tmp_path))


def test_the_packages_hold_the_tree_and_nothing_else(sdist: Path, wheel: Path) -> None:
    packed = {path.relative_to(sdist).as_posix() for path in sdist.rglob("*") if path.is_file()}
    beside = {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    whole = on_disk(*PACKAGES, "tests") | beside
    assert whole <= packed
    # What the build backend says of itself in further files is none of the tree's.
    assert not [name for name in packed - whole if (ROOT / name).exists()]
    with zipfile.ZipFile(wheel) as archive:
        about = {name for name in archive.namelist() if name.startswith(f"sotay-{VERSION}.")}
        ours = set(archive.namelist()) - about
        manual = {name for name in on_disk(*PACKAGES) if name.startswith("tui/help/man/")}
        assert ours == {name for name in on_disk(*PACKAGES) - manual if not name.endswith(".po")}
        assert {Path(name).name for name in about if "/share/man/" in name} == {Path(name).name for name in manual}
        assert all(archive.read(name) == (ROOT / name).read_bytes() for name in ours)
    assert f"sotay-{VERSION}.dist-info/licenses/LICENSE" in about


def needed(requirements: Iterable[str], extras: Iterable[str] = ("",)) -> Iterator[Distribution]:
    """The distributions of this environment that are asked for, and what those ask for."""
    for one in map(Requirement, requirements):
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
            found = distribution(one.name)
            yield found
            yield from needed(found.requires or (), one.extras or ("",))


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into an environment of its own; the folder of its programs."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=True)
    scripts, site = (
        Path(sysconfig.get_path(kind, "venv", {"base": str(folder), "platbase": str(folder)}))
        for kind in ("scripts", "purelib")
    )
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-compile", "--no-cache-dir", str(wheel)], check=True)
    [installed] = Distribution.discover(name="sotay", path=[str(site)])
    for found in {one.name: one for one in needed(installed.requires or ())}.values():
        for name in {path.parts[0] for path in found.files or () if path.parts[0] not in ("..", "__pycache__")}:
            target = Path(str(found.locate_file(name)))
            if not (site / name).exists():
                (site / name).symlink_to(target, target_is_directory=target.is_dir())
    return scripts


def test_the_wheel_works_in_a_clean_environment_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    scripts = install(wheel, tmp_path / "environment")
    home = tmp_path / "home"
    home.mkdir()
    own = {name: str(home) for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SOTAY_"))}

    def say(program: str, *arguments: str) -> str:
        ended = subprocess.run(
            [scripts / program, *arguments],
            cwd=home, env={**environment, **own}, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    assert say("sotay", "--version").split() == ["sotay", VERSION]
    # Not only the program: its Vietnamese, its lists and its commands.
    assert say("sotay", "--help").startswith("Cách dùng: sotay ")
    assert "Nội dung chưa triển khai" in say("sotay", "demo", "--no-app", "--units", "2", "--to", "demo")
    told = say("python", "-c", "import importlib.metadata as m, tui; print(m.version('sotay'), tui.__file__)")
    version, _, place = told.strip().partition(" ")
    assert version == VERSION
    assert Path(place).is_relative_to(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newest_change_that_the_guide_tells_is_this_version(language: str) -> None:
    page = (ROOT / "tui" / "help" / language / "changes.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (\S+) \(\d\d/\d\d/\d{4}\)$", page, re.MULTILINE)
    assert found[0] == VERSION
