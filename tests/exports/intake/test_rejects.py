"""What was not taken of a file can be told apart and mended."""

import json

from exports.package.lines import rejected_lines
from exports.package.reader import read_package
from tests.independent import session, session_content, write_package

BAD = session(session_content(), number=2) | {"version": "0" * 32}


def test_every_line_set_aside_is_given_with_its_text() -> None:
    data = write_package([session(session_content()), BAD], counts={"sessions": 2, "attendance": 50})
    for arrived in (data, data.partition(b"\n")[2], b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")):
        package = read_package(arrived)
        ((left, text),) = rejected_lines(arrived, package.set_aside)
        assert left == package.set_aside[0]
        assert (left.code, left.id) == ("session_version", BAD["id"])
        assert json.loads(text) == BAD
        assert arrived.split(b"\n")[left.line - 1].rstrip(b"\r").decode() == text


def test_a_file_of_which_all_was_taken_has_none() -> None:
    data = write_package([session(session_content())])
    assert list(rejected_lines(data, read_package(data).set_aside)) == []
