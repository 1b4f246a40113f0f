"""The report as PDF: what LibreOffice, where it is installed, makes of the Word document."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from exports.report.paper import Paper
from exports.report.word.writer import docx_bytes
from logs.errors import SotayError

_NAMES = ("soffice", "libreoffice")
_SECONDS = 180
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


def pdf_bytes(paper: Paper) -> bytes:
    """The document page by page.

    Raises SotayError as `docx_bytes` does, `pdf_without_office` where there is no LibreOffice, `pdf_failed` (detail)
    where it makes none.
    """
    with tempfile.TemporaryDirectory(prefix="sotay-") as place:
        document = Path(place, "paper.docx")
        document.write_bytes(docx_bytes(paper))
        convert([document], "pdf", Path(place))
        return Path(place, "paper.pdf").read_bytes()


def convert(paths: list[Path], kind: str, to: Path) -> None:
    """Let LibreOffice write the files as another kind into the folder `to`, with a profile of its own there, so that
    one that is open beside it is left alone.

    Raises SotayError as `pdf_bytes` does.
    """
    profile = f"-env:UserInstallation={(to / 'profile').as_uri()}"
    words = [find_office(), profile, "--headless", "--convert-to", kind, "--outdir", str(to), *map(str, paths)]
    try:
        done = subprocess.run(words, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603 (no word of it is another's)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SotayError("pdf_failed", detail=type(error).__name__) from error
    if not all((to / f"{path.stem}.{kind}").exists() for path in paths):
        raise SotayError("pdf_failed", detail=str(done.returncode))


def find_office() -> str:
    """The program's path; raises SotayError `pdf_without_office`."""
    places = (*filter(None, map(which, _NAMES)), *(str(path) for path in _usual_places() if path.exists()))
    if not places:
        raise SotayError("pdf_without_office")
    return places[0]


def _usual_places() -> Iterator[Path]:
    """Where the installers of macOS and Windows put it, which no search path names."""
    yield _MAC
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        if folder := os.environ.get(name):
            yield Path(folder, "LibreOffice", "program", "soffice.exe")
