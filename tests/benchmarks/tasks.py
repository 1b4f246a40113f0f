"""The tasks that the one command measures, and what the peers do beside each."""

from typing import NamedTuple

from tests.benchmarks.kit import Measure

MOST_STOCK = 10_000
"""Rows beyond which Textual's table fills for half a minute."""


class Task(NamedTuple):
    """A row of the table: what `--only` calls it, its titles, what of its cost is told, and what is compared."""

    name: str
    title: str
    vietnamese: str
    measure: Measure
    says: str


TASKS = {
    "save": Task(
        "save", "save a session", "ghi một buổi", "clock",
        "Each save is on disk before it returns (append and fsync, SQLite: WAL, synchronous=FULL; DuckDB: a commit),"
        " but for TinyDB's own storage, which writes its file anew and syncs nothing.",
    ),
    "one": Task(
        "open", "open, read one session", "mở sổ, đọc một buổi", "processor",
        "From the store's own file, in a process of its own; SQLite and DuckDB look the id up, polars and pandas read"
        " JSON lines, TinyDB its JSON.",
    ),
    "every": Task(
        "open", "open, read every session", "mở sổ, đọc mọi buổi", "processor",
        "The same, each session as objects of Python; Sổ tay validates each.",
    ),
    "merge": Task(
        "merge", "merge the files of all units", "tổng hợp tệp của các đơn vị", "processor",
        "Whole processes, over files of 100 sessions; the limit reads, hashes, verifies, parses and writes; the peers"
        " verify and validate nothing, keep the last line of each id and write their result.",
    ),
    "remerge": Task(
        "remerge", "merge the same files again", "tổng hợp lại đúng các tệp ấy", "processor",
        "SQLite puts every line over the one it holds; those that keep no list of files do their whole work again.",
    ),
    "coverage": Task(
        "coverage", "table of themes, from disk", "bảng chủ đề, mở từ đĩa", "processor",
        "Sessions by theme and unit, grouped over the store's own file (polars, pandas: JSON lines), opening included.",
    ),
    "coverage again": Task(
        "coverage", "table of themes, book open", "bảng chủ đề, sổ đang mở", "processor",
        "The same question put again to the open store, its sessions read before.",
    ),
    "duplicates": Task(
        "duplicates", "look for events logged twice", "tìm buổi ghi hai lần", "processor",
        "Everything is in memory or in the store's file; the peers join unit, days and near numbers of listeners with a"
        " theme in common (TinyDB: in Python), Sổ tay compares texts, reporters and forms too and scores each pair.",
    ),
    "search": Task(
        "search", "search two words", "tìm hai từ", "processor",
        "Beginnings of words without marks, over texts folded before, after another search: SQLite by its index FTS5,"
        " DuckDB, polars and pandas by text containing text, TinyDB by `search`.",
    ),
    "frame": Task(
        "picture", "first picture: the frame", "màn hình đầu tiên: khung", "processor",
        "From the start of the process in a terminal; beside it a Textual app of one line of text.",
    ),
    "rows": Task(
        "picture", "first picture: with its rows", "màn hình đầu tiên: có các buổi", "processor",
        f"Beside it Textual's own DataTable with as many rows, up to {MOST_STOCK:,}.",
    ),
    "page": Task(
        "key", "key to picture: a page down", "nhấn phím: sang trang sau", "processor",
        "From the arrival of the key to the end of its painting, beside DataTable.",
    ),
    "letter": Task(
        "key", "key to picture: a letter of a search", "nhấn phím: một chữ khi tìm", "processor",
        "The same; DataTable is filled anew, as it has no search.",
    ),
    "report": Task(
        "report", "write the report as a workbook", "ghi báo cáo ra tệp .xlsx", "processor",
        "The register of all sessions; Sổ tay writes five annexes, formulas and charts besides; the others only cells.",
    ),
}  # fmt: skip
NAMES = tuple(dict.fromkeys(task.name for task in TASKS.values()))
