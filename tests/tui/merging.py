"""Books and files of several units, made by the command line, and what a clerk has to settle about them."""

import json
from pathlib import Path
from typing import Any

from tests.exports.age_file import locked
from tests.tui.commands import GOOD, done, read, run


class Office:
    """A committee's book and its units' books in one folder, driven by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0
        self.init("office", "DU", role="committee")

    def at(self, name: str) -> tuple[str, str]:
        """The options that name a book."""
        return "--book", str(self.folder / name)

    def init(self, name: str, unit: str, *, reporter: str = "Lò Văn Pản", role: str = "reporter") -> None:
        """Make a book."""
        done(*self.at(name), "init", "--unit", unit, "--reporter", reporter, "--role", role)

    def log(self, name: str, *more: str) -> str:
        """Log a session in a book, and return its id."""
        return done(*self.at(name), "log", *GOOD, *more).stdout.strip()

    def export(self, name: str) -> str:
        """The path of the book's next file; each has a name of its own."""
        self.files += 1
        to = self.folder / "out" / f"{name}-{self.files}.jsonl"
        to.parent.mkdir(exist_ok=True)
        return str(read(*self.at(name), "export", "--to", str(to))["path"])

    def export_locked(self, name: str, passphrase: str) -> str:
        """The path of the book's next file, locked with the passphrase at little work."""
        plain = Path(self.export(name))
        path = plain.with_name(f"{plain.name}.age")
        path.write_bytes(locked(plain.read_bytes(), passphrase))
        plain.unlink()
        return str(path)

    def merge(self, *paths: str) -> Any:
        """What the office's merge of the files prints as JSON, whether or not all was taken."""
        result = run(*self.at("office"), "merge", *paths, "--json")
        return json.loads(result.stdout)

    def conflict(self) -> str:
        """The id of a session that two machines of one unit have changed differently; it is in conflict here."""
        self.init("a", "CB01")
        session = self.log("a", "--topic", "Biên giới", "--place", "Hội trường")
        self.merge(self.export("a"))
        (self.folder / "a").rename(self.folder / "first")
        self.copy("first", "second")
        done(*self.at("first"), "edit", session, "attendance=27", "audience=DV=20,CB=7")
        done(*self.at("second"), "edit", session, "place=Nhà văn hóa")
        self.merge(self.export("first"), self.export("second"))
        return session

    def copy(self, name: str, to: str) -> None:
        """Copy a book as it lies on the disk, as when a machine is set up from another one."""
        from shutil import copytree

        copytree(self.folder / name, self.folder / to)

    def changed_key(self) -> str:
        """The path of a file that waits because its unit's key has changed."""
        self.init("old", "CB01")
        self.log("old")
        self.merge(self.export("old"))
        self.init("new", "CB01", reporter="Người Khác")
        self.log("new", "--date", "2/5")
        path = self.export("new")
        self.merge(path)
        return path

    def unknown_unit(self) -> str:
        """The path of a file from DB01, merged, that names a unit which the office does not list."""
        units = self.folder / "units.tsv"
        listed = [("DB01", "dang_bo", "Đảng bộ Sở Giáo dục", ""), ("X9", "chi_bo", "Chi bộ lạ", "DB01")]
        units.write_text("\n".join("\t".join(row) for row in [("code", "kind", "name", "parent"), *listed]))
        done(*self.at("party"), "init", "--unit", "DB01", "--reporter", "Vi Thị Hoa", "--units", str(units))
        self.log("party")
        self.log("party", "--unit", "X9")
        path = self.export("party")
        self.merge(path)
        return path
