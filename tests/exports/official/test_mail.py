"""A message to be sent by hand: its files come out of it as they were."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from exports.official.mail import message_bytes
from logs.errors import SotayError


def test_the_files_come_out_as_they_were(tmp_path: Path) -> None:
    package, paper = tmp_path / "BC_CB01_2014_v1.jsonl", tmp_path / "Báo cáo.docx"
    package.write_bytes(b"{}\r\n\xff")
    paper.write_bytes(b"PK")
    data = message_bytes("Báo cáo\nnăm", "Kính gửi.", [package, paper], "du@a.vn")
    message = message_from_bytes(data, policy=default)
    assert (message["Subject"], message["To"], message["X-Unsent"]) == ("Báo cáo năm", "du@a.vn", "1")
    body = message.get_body()
    assert body is not None
    assert body.get_content().strip() == "Kính gửi."
    contents = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
    assert contents == [(package.name, package.read_bytes()), (paper.name, b"PK")]


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SotayError) as refused:
        message_bytes("a", "b", [tmp_path / "none"])
    assert refused.value.code == "path_missing"
