"""No text of a CSV file begins a formula, whatever separates the cells; it reads back as it was."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.csv_cells import csv_file
from logs.spreadsheets.formula_guard import defused, undefused
from logs.spreadsheets.table import read_table

LIVE = re.compile(r"[\s\u200b\ufeff]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b＋－＝＠]")
TEXTS = st.text(st.sampled_from("ab1'\" ;,\t\n\r=+-@＝＠−﹦\u00a0\u200b\ufeff"), max_size=12)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        (" \u00a0=1+1", " \u00a0'=1+1"),
        ("xem;=1+1", "xem;'=1+1"),
        ("xem; ＝1; -2", "xem; '＝1; '-2"),
        ("hai\ndòng\n@x", "hai\ndòng\n'@x"),
        ("'=1", "''=1"),
        ("A = B; 5 - 3; a@b", "A = B; 5 - 3; a@b"),
        ("'trong ngoặc'", "'trong ngoặc'"),
    ],
)
def test_signs_that_begin_a_formula_get_an_apostrophe(text: str, written: str) -> None:
    assert defused(text) == written
    assert undefused(written) == text


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_cell_is_live_whatever_separates_cells_and_each_reads_back(texts: list[str]) -> None:
    text = csv_file([["x", *texts, "y"]]).decode("utf-8-sig")
    # Our separator is told by quotes; those of others split a text wherever they stand, in quotes or not.
    ours = next(csv.reader(io.StringIO(text, newline="")))
    assert not [cell for cell in (*ours, *re.split(r"[;\r\n]", text), *re.split(r"[\t\r\n]", text)) if LIVE.match(cell)]
    assert list(map(undefused, ours)) == ["x", *texts, "y"]


def test_our_own_csv_reads_back_as_it_was() -> None:
    rows = [["Ngày", "Chuyên đề"], ["5/3/2014", "=HYPERLINK(1); ＝2"], ["'=3", "xem;\n - bốn"]]
    assert read_table(csv_file(rows)) == rows
