"""Paths as terminals and file managers paste them."""

import unicodedata
from pathlib import Path
from shlex import quote
from urllib.parse import quote as address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.systems import names_freely
from tui.files.pasted_paths import looks_like_paths, paths_text, read_paths

NAMES = st.text(st.sampled_from("abAB01 '\"\\&;$()áềđ-_."), min_size=1, max_size=12).filter(
    lambda name: name.strip() == name and name not in (".", "..")
)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: Path("/nowhere", *names))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/in/a.jsonl", ["/in/a.jsonl"]),
        ("  /in/a.jsonl \r\n", ["/in/a.jsonl"]),
        ("/in/Báo cáo quý/a.jsonl", ["/in/Báo cáo quý/a.jsonl"]),
        ("'/in/Báo cáo/a.jsonl' ", ["/in/Báo cáo/a.jsonl"]),
        ('"/in/b c/a.jsonl"', ["/in/b c/a.jsonl"]),
        (r"/in/b\ c/a\(1\).jsonl", ["/in/b c/a(1).jsonl"]),
        ("file:///in/B%C3%A1o%20c%C3%A1o/a.jsonl", ["/in/Báo cáo/a.jsonl"]),
        ("file://localhost/in/a.jsonl", ["/in/a.jsonl"]),
        ("/in/a.jsonl /in/b.jsonl", ["/in/a.jsonl", "/in/b.jsonl"]),
        ("'/in/a b.jsonl' /in/c.jsonl", ["/in/a b.jsonl", "/in/c.jsonl"]),
        (r"/in/a\ b.jsonl /in/c.jsonl", ["/in/a b.jsonl", "/in/c.jsonl"]),
        ("/in/a b.jsonl\n/in/c.jsonl\n", ["/in/a b.jsonl", "/in/c.jsonl"]),
        ("copy\nfile:///in/a.jsonl\r\nfile:///in/b.jsonl", ["/in/a.jsonl", "/in/b.jsonl"]),
        ("/in/a.jsonl /in/a.jsonl", ["/in/a.jsonl"]),
        ("'/in/it'\\''s.jsonl'", ["/in/it's.jsonl"]),
        ("/in/it's.jsonl", ["/in/it's.jsonl"]),
        (r"C:\Users\Lan\a b.jsonl", [r"C:\Users\Lan\a b.jsonl"]),
        (r'"D:\Thư mục\a.jsonl" "D:\b.jsonl"', [r"D:\Thư mục\a.jsonl", r"D:\b.jsonl"]),
        (r"D:\a.jsonl D:\b.jsonl", [r"D:\a.jsonl", r"D:\b.jsonl"]),
        (r"\\may-chu\chung\a.jsonl", [r"\\may-chu\chung\a.jsonl"]),
        ("file:///D:/a%20b.jsonl", ["D:/a b.jsonl"]),
        ("bao cao.jsonl", ["bao cao.jsonl"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_every_way_of_writing_paths_is_read(text: str, paths: list[str]) -> None:
    assert [*read_paths(text)] == [Path(path) for path in paths]


def test_the_home_folder_has_a_short_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read_paths("~/a.jsonl") == (tmp_path / "a.jsonl",)
    assert read_paths("~nobody-of-that-name/a") == (Path("~nobody-of-that-name/a"),)


@names_freely
def test_a_name_that_is_there_is_taken_as_it_stands(tmp_path: Path) -> None:
    for name in ("a /b.jsonl", "file: c", r"d\ e.jsonl", "'f'"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", "utf-8")
        assert read_paths(str(path)) == (path,)


def test_a_name_whose_marks_stand_apart_on_the_disk_is_found(tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Báo cáo quý.jsonl")
    path.write_text("", "utf-8")
    [found] = read_paths(unicodedata.normalize("NFC", str(path)))
    assert found.exists()


@given(st.lists(PATHS, min_size=1, max_size=3, unique=True))
def test_what_a_shell_quotes_is_read_again(paths: list[Path]) -> None:
    assert read_paths(" ".join(quote(str(path)) for path in paths)) == tuple(paths)


@given(st.lists(PATHS, min_size=1, max_size=3, unique=True))
def test_addresses_are_read_again(paths: list[Path]) -> None:
    assert read_paths("\r\n".join("file://" + address(str(path)) for path in paths)) == tuple(paths)


@given(st.lists(PATHS, min_size=2, max_size=3, unique=True))
def test_what_stands_in_the_field_is_read_again(paths: list[Path]) -> None:
    assert read_paths(paths_text(paths)) == tuple(paths)


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(read_paths(text), tuple)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("'/in/a.jsonl' ", True),
        ("file:///in/a.jsonl\nfile:///in/b.jsonl", True),
        (r"D:\a.jsonl", True),
        ("~/a.jsonl", True),
        ("một câu dán nhầm", False),
        ("12/5 sh cb01", False),
        ("", False),
    ],
)
def test_a_text_that_is_no_path_is_told_apart(text: str, meant: bool) -> None:
    assert looks_like_paths(text) == meant
