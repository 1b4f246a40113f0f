"""What is kept of a report that was sent: the same bytes again, or nothing."""

import base64
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.errors import SotayError
from logs.exchange.frozen_reports import Packed, key_of, pack, unpack

DATA = "Báo cáo năm 2014".encode()


@given(st.lists(st.binary(max_size=200)))
def test_what_was_kept_is_what_comes_back(parts: list[bytes]) -> None:
    key, document = pack(parts)
    assert unpack(document, key) == b"".join(parts)
    assert key == key_of(parts) == key_of([b"".join(parts)])


@pytest.mark.parametrize(
    "document",
    [
        b"{",
        b"{}",
        msgspec.json.encode(Packed("?")),
        msgspec.json.encode(Packed(base64.b64encode(b"not packed").decode())),
        msgspec.json.encode(Packed(base64.b64encode(zlib.compress(DATA)[:-6]).decode())),
        pack([b"another report"])[1],
    ],
    ids=["no JSON", "no data", "no base64", "no zlib", "cut off", "another one"],
)
def test_what_is_not_as_it_was_kept_is_told_as_damaged(document: bytes) -> None:
    with pytest.raises(SotayError) as caught:
        unpack(document, key_of([DATA]))
    assert (caught.value.code, caught.value.params) == ("frozen_damaged", {"key": key_of([DATA])})
