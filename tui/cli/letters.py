"""Letters to units, written as papers to sign by the commands that have some."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.output import print_line
from tui.core.i18n import _, speaking

if TYPE_CHECKING:
    from exports.official.letters import Letter
    from logs.book.book import LogBook


def write_letters(book: "LogBook", make: "Callable[[], Sequence[Letter]]", to: Path, kind: str) -> None:
    """Write the letters into one .docx, or into a folder, one for each unit, and print where.

    Raises SotayError `report_ending`, `export_file_exists`, `export_failed`.
    """
    from exports.official.letters import letterhead_for_letters, letters_bytes
    from exports.paths import check_ending, folder_for_files, save_new

    with speaking("vi"):  # official papers are Vietnamese whatever the program speaks
        letters = make()
    if not letters:
        print_line(_("Nothing is missing."))
        return
    head, made, to = letterhead_for_letters(book), book.clock(), to.absolute()
    if to.suffix:
        check_ending(to, (".docx",))
        files = [(to, letters)]
    else:
        folder, day = folder_for_files(to, ".docx"), book.today().isoformat()
        files = [(folder / f"{kind}_{letter.unit}_{day}.docx", [letter]) for letter in letters]
    for path, several in files:
        print_line(str(save_new(path, letters_bytes(head, several, made))))
