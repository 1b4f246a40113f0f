"""What was not taken of a file can be saved, told apart and mended."""

import json

from hypothesis import given
from hypothesis import strategies as st

from exports.reader import read_package
from exports.rejects import rejects
from tests.independent import seal, session, session_content, write_package

BAD = session(session_content(), number=2) | {"version": "0" * 32}


def test_every_line_set_aside_is_saved_with_its_number_its_reason_and_its_text() -> None:
    data = write_package([session(session_content()), BAD], counts={"sessions": 2, "attendance": 50})
    for arrived in (data, data.partition(b"\n")[2], b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")):
        package = read_package(arrived)
        (saved,) = map(json.loads, rejects(arrived, package.set_aside).splitlines())
        assert (saved["code"], saved["id"]) == ("session_version", BAD["id"])
        assert saved["line"] == package.set_aside[0].line
        assert json.loads(saved["text"]) == BAD
        assert arrived.split(b"\n")[saved["line"] - 1].rstrip(b"\r").decode() == saved["text"]


def test_a_file_of_which_all_was_taken_has_none() -> None:
    data = write_package([session(session_content())])
    assert rejects(data, read_package(data).set_aside) == b""


@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), min_size=1, max_size=5))
def test_a_line_of_anything_stays_one_line(texts: list[str]) -> None:
    data = seal(write_package().partition(b"\n")[2] + "".join(f"{text}\n" for text in texts).encode())
    package = read_package(data)
    saved = rejects(data, package.set_aside).split(b"\n")
    assert saved.pop() == b""
    assert len(saved) == len(package.set_aside)
    for line, left in zip(saved, package.set_aside, strict=True):
        assert json.loads(line)["code"] == left.code
