"""The files of a report, opened by LibreOffice: `python -m tests.exports.libreoffice [--to DIR]`.

It needs LibreOffice (`apt-get install libreoffice-calc libreoffice-writer`). A committee's report is written as a
document, a workbook and a page; LibreOffice opens them, reckons the workbook's formulas anew and prints all to PDF into
DIR, to be looked at beside the rules of layout. Exits with 1 where a file cannot be opened or a cell comes out
differently.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from exports.report.formats import save_paper
from exports.report.paper import Paper
from tests.exports.desk import Desk
from tests.exports.papers import committee_paper

_NAMES = ("soffice", "libreoffice")


def main() -> int:
    """Write, convert, compare; print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.exports.libreoffice", description=__doc__)
    parser.add_argument("--to", type=Path, default=None, help="where the PDF files go; a new folder when left out")
    given = parser.parse_args()
    office = next(filter(None, map(shutil.which, _NAMES)), None)
    if office is None:
        sys.stderr.write("LibreOffice is not installed.\n")
        return 1
    to: Path = given.to or Path(tempfile.mkdtemp(prefix="sotay-pdf-"))
    to.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(Path(place))
        try:
            wrong = check(office, committee_paper(desk), Path(place), to)
        finally:
            desk.close()
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"PDF files: {to}\n{'Something is wrong.' if wrong else 'Everything is as it was written.'}\n")
    return 1 if wrong else 0


def check(office: str, paper: Paper, folder: Path, to: Path) -> list[str]:
    """What LibreOffice reads or reckons otherwise than it was written."""
    found = []
    for ending in (".docx", ".xlsx", ".html"):
        path = save_paper(paper, folder / f"bao-cao{ending}")
        convert(office, path, "pdf", to)
        if not (to / "bao-cao.pdf").exists():
            found.append(f"{path.name} was not opened")
            continue
        (to / "bao-cao.pdf").replace(to / f"bao-cao{ending}.pdf")
    again = folder / "again"
    convert(office, folder / "bao-cao.xlsx", "xlsx", again)
    return found + differences(folder / "bao-cao.xlsx", again / "bao-cao.xlsx")


def convert(office: str, path: Path, kind: str, to: Path) -> None:
    """Let LibreOffice write the file as another kind, with a profile of its own."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    words = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(to), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=300)


def differences(before: Path, after: Path) -> list[str]:
    """Cells whose values are others after LibreOffice has reckoned them."""
    first, second = (load_workbook(path, data_only=True) for path in (before, after))
    found = []
    for sheet in first.worksheets:
        other = second[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                value = other[cell.coordinate].value
                if (cell.value or "") != (value or ""):
                    found.append(f"{sheet.title} {cell.coordinate}: written {cell.value!r}, read {value!r}")
    return found


if __name__ == "__main__":
    sys.exit(main())
