"""The tasks that the one command measures, and what the peers do beside each."""

from typing import NamedTuple

from tests.benchmarks.kit import Measure

MOST_STOCK = 10_000
"""Rows beyond which Textual's table fills for half a minute."""
LINE = "12/5 sh cb05 18dv 7cb lc-02 @hội trường"
COMMANDS = {
    "help": ("--help",),
    "log": ("log", LINE),
    "progress": ("progress",),
    "questions": ("questions",),
    "decide": ("decide", "1", "same"),
    "list": ("list", "--json"),
    "export": ("export", "--to", "FOLDER/sent"),
    "backup": ("backup", "--to", "FOLDER/copy"),
    "check": ("check",),
    "docx": ("report", "--to", "FOLDER/report.docx"),
    "html": ("report", "--to", "FOLDER/report.html"),
    "report": ("report", "--to", "FOLDER/report.xlsx"),
}
"""Commands that are measured as whole processes, by their tasks."""


class Task(NamedTuple):
    """A row of the table: what `--only` calls it, its titles, what of its cost is told, and what is compared."""

    name: str
    title: str
    vietnamese: str
    says: str = ""
    measure: Measure = "processor"


_WHOLE = "The whole process, from its start to its end; the peers' imports what it needs, asks, and prints no answer."
_ALONE = "The whole process; no peer does it."
TASKS = {
    "save": Task(
        "save", "save a session", "ghi một buổi",
        "Each save is on disk before it returns (append and fsync, SQLite: WAL, synchronous=FULL; DuckDB: a commit),"
        " but for TinyDB's own storage, which writes its file anew and syncs nothing.",
        "clock",
    ),
    "entry": Task(
        "key", "a key in the entry line", "một phím ở dòng nhập",
        "Reading the line, guessing what is missing, composing the session, listing completions; without painting.",
    ),
    "help": Task("start", "sotay --help", "sotay --help", _ALONE),
    "log": Task("start", "sotay log LINE", "sotay log DÒNG", "The whole process, beside one that imports click."),
    "one": Task(
        "open", "one session, cold", "một buổi, mở từ đĩa",
        "From the store's own file, in a process of its own; SQLite and DuckDB look the id up, polars and pandas read"
        " JSON lines, TinyDB its JSON. So are all rows that are called cold.",
    ),
    "one (command)": Task("open", "sotay show ID", "sotay show MÃ", _WHOLE),
    "every": Task(
        "open", "every session, cold", "mọi buổi, mở từ đĩa",
        "Each session as objects of Python; Sổ tay validates each.",
    ),
    "month": Task("list", "list of a month, cold", "danh sách một tháng, mở từ đĩa", "Days, ids and topics, sorted."),
    "month (command)": Task("list", "sotay list, a month", "sotay list, một tháng", _WHOLE),
    "list": Task("list", "sotay list --json, everything", "sotay list --json, tất cả", _ALONE),
    "totals": Task(
        "coverage", "counted totals, cold", "tổng số được tính, mở từ đĩa",
        "Sessions and listeners, each event once, whatever the answers say.",
    ),
    "coverage": Task(
        "coverage", "table of themes, cold", "bảng chủ đề, mở từ đĩa",
        "Sessions by theme and unit, each event once, codes by what they mean (a renamed unit, an adopted catalogue).",
    ),
    "coverage (command)": Task("coverage", "sotay coverage", "sotay coverage", _WHOLE),
    "coverage again": Task(
        "coverage", "table of themes, book open", "bảng chủ đề, sổ đang mở",
        "The same question put again to the open store, its sessions read before.",
    ),
    "coverage after a save": Task(
        "coverage", "a save and the table after it", "ghi một buổi rồi xem bảng",
        "In the open store; polars and pandas keep none.",
    ),
    "progress": Task("progress", "sotay progress", "sotay progress", _ALONE),
    "search": Task(
        "search", "search two words, cold", "tìm hai từ, mở từ đĩa",
        "Beginnings of words without marks, over texts folded before: SQLite by its index FTS5, DuckDB, polars and"
        " pandas by text containing text, TinyDB by `search`.",
    ),
    "search (command)": Task("search", "sotay list --search", "sotay list --search", _WHOLE),
    "search again": Task("search", "search two words, book open", "tìm hai từ, sổ đang mở", "After another search."),
    "duplicates": Task(
        "duplicates", "look for events logged twice", "tìm buổi ghi hai lần",
        "The sessions are in memory or in the store's file; the peers join unit, days and near numbers of listeners"
        " with a theme in common (TinyDB: in Python), Sổ tay compares texts, reporters and forms too and scores each;"
        " what was answered is left out.",
    ),
    "questions": Task("duplicates", "sotay questions", "sotay questions", _ALONE),
    "decide": Task("duplicates", "sotay decide", "sotay decide", "One pair answered. " + _ALONE),
    "merge": Task(
        "merge", "merge the files of all units", "tổng hợp tệp của các đơn vị",
        "Whole processes, over files of 100 sessions, a receipt for each sender; the limit reads, hashes, verifies,"
        " parses, writes and signs receipts; the peers verify and validate nothing, keep the last line of each id,"
        " write their result, and receipts without signatures.",
    ),
    "remerge": Task(
        "merge", "merge the same files again", "tổng hợp lại đúng các tệp ấy",
        "SQLite puts every line over the one it holds; those that keep no list of files do their whole work again.",
    ),
    "export": Task("export", "sotay export, everything", "sotay export, tất cả", _ALONE),
    "backup": Task("export", "sotay backup", "sotay backup", _ALONE),
    "check": Task("export", "sotay check", "sotay check", _ALONE),
    "frame": Task(
        "picture", "first picture: the frame", "màn hình đầu tiên: khung",
        "From the start of the process in a terminal; beside it a Textual app of one line of text.",
    ),
    "rows": Task(
        "picture", "first picture: with its rows", "màn hình đầu tiên: có các buổi",
        f"Beside it Textual's own DataTable with as many rows, up to {MOST_STOCK:,}.",
    ),
    "page": Task(
        "key", "key to picture: a page down", "nhấn phím: sang trang sau",
        "From the arrival of the key to the end of its painting, beside DataTable.",
    ),
    "letter": Task(
        "key", "key to picture: a letter of a search", "nhấn phím: một chữ khi tìm",
        "The same; DataTable is filled anew, as it has no search.",
    ),
    "turn": Task(
        "turn", "longest turn of the event loop", "lượt dài nhất của vòng lặp",
        "The app through all of its modes, searches, a save, an answer: as long would a key wait that comes meanwhile."
        " `python -m tests.benchmarks.turns` tells each step's.",
    ),
    "docx": Task("papers", "sotay report, .docx", "sotay report, .docx", _ALONE),
    "html": Task("papers", "sotay report, .html", "sotay report, .html", _ALONE),
    "report": Task(
        "report", "sotay report, .xlsx", "sotay report, .xlsx",
        "Whole processes; Sổ tay writes five annexes, formulas and charts besides the register; the others only cells.",
    ),
}  # fmt: skip
NAMES = tuple(dict.fromkeys(task.name for task in TASKS.values()))
