"""Keys: made once, never replaced, and no signature holds but the one that was made for this body."""

import base64
import hashlib
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from exports.package.encryption import recipient_of
from exports.package.keys import (
    Signer,
    find_identity,
    fingerprint,
    is_signed,
    load_identity,
    load_signer,
    own_recipient,
)
from logs.errors import SotayError

SEED = bytes(range(32))
BODY = "Chuyên đề biên giới\n".encode()
SIGNER = Signer(SEED)
KEY, SIGNATURE = SIGNER.public_key, SIGNER.sign(BODY)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def other_spelling(text: str) -> str:
    """Base64 of the same bytes with a bit set that stands for nothing."""
    end = len(text.rstrip("="))
    return text[: end - 1] + LETTERS[LETTERS.index(text[end - 1]) + 1] + text[end:]


def test_a_signature_is_ed25519_over_the_purpose_and_the_body() -> None:
    key = SigningKey(SEED)
    assert base64.b64decode(KEY) == bytes(key.verify_key)
    assert base64.b64decode(SIGNATURE) == key.sign(b"sotay-package-1\n" + BODY).signature
    assert is_signed(KEY, SIGNATURE, BODY)


@pytest.mark.parametrize(
    ("key", "signature", "body"),
    [
        (KEY, SIGNATURE, BODY + b" "),
        (KEY, SIGNATURE, b"sotay-package-1\n" + BODY),
        (KEY, base64.b64encode(SigningKey(SEED).sign(BODY).signature).decode(), BODY),
        (Signer(bytes(32)).public_key, SIGNATURE, BODY),
        (base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(64)).decode(), BODY),
        (KEY, base64.b64encode(bytes(64)).decode(), BODY),
        (other_spelling(KEY), SIGNATURE, BODY),
        (KEY, other_spelling(SIGNATURE), BODY),
        (KEY.rstrip("="), SIGNATURE, BODY),
        (KEY, SIGNATURE.rstrip("="), BODY),
        (KEY + "=", SIGNATURE, BODY),
        (KEY + "\n", SIGNATURE, BODY),
        (" " + KEY, SIGNATURE, BODY),
        (KEY, SIGNATURE[:40] + "\n" + SIGNATURE[40:], BODY),
        (KEY.replace("A", "-", 1), SIGNATURE, BODY),
        (KEY[:40], SIGNATURE, BODY),
        (KEY, KEY, BODY),
        (SIGNATURE, SIGNATURE, BODY),
        ("", "", BODY),
        ("Khóa", SIGNATURE, BODY),
    ],
)
def test_nothing_else_is_a_signature(key: str, signature: str, body: bytes) -> None:
    assert not is_signed(key, signature, body)


@settings(max_examples=300)
@given(st.text(max_size=100) | st.binary(max_size=64).map(lambda raw: base64.b64encode(raw).decode()), st.data())
def test_no_made_up_text_is_a_key_or_a_signature(text: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([KEY, SIGNATURE, text]))
    assert not is_signed(text, other, BODY)
    assert not is_signed(other, text, BODY)


def test_a_fingerprint_is_twenty_digits_in_groups_of_five() -> None:
    number = int(hashlib.sha256(base64.b64decode(KEY)).hexdigest(), 16) % 10**20
    assert fingerprint(KEY).replace(" ", "") == str(number).zfill(20)
    assert re.fullmatch(r"\d{5}( \d{5}){3}", fingerprint(KEY))


def test_a_fingerprint_keeps_its_leading_zeros() -> None:
    keys = (Signer(bytes([number]) * 32).public_key for number in range(256))
    marks = [fingerprint(key) for key in keys]
    assert any(mark.startswith("0") for mark in marks)
    assert {len(mark) for mark in marks} == {23}


def test_a_book_gets_a_key_the_first_time_and_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "keys"
    first = load_signer(folder, "book-1")
    assert load_signer(folder, "book-1").public_key == first.public_key
    assert load_signer(folder, "book-2").public_key != first.public_key
    assert is_signed(first.public_key, load_signer(folder, "book-1").sign(BODY), BODY)
    assert sorted(path.name for path in folder.iterdir()) == ["book-1.key", "book-2.key"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no owner's permissions")
def test_a_key_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    load_signer(tmp_path / "keys", "book")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "book.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "held", [b"", b"not base64!", base64.b64encode(bytes(31)), base64.b64encode(bytes(64)), b"\xff"]
)
def test_a_key_that_cannot_be_read_is_never_replaced(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "book.key"
    path.write_bytes(held)
    with pytest.raises(SotayError) as refused:
        load_signer(tmp_path, "book")
    assert refused.value.code == "key_unreadable"
    assert refused.value.params["path"] == str(path)
    assert path.read_bytes() == held


def test_a_folder_in_place_of_the_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "book.key").mkdir()
    with pytest.raises(SotayError, match="key_unreadable"):
        load_signer(tmp_path, "book")


# ---------------------------------------------------------------- what files are locked to


def test_a_book_keeps_what_files_are_locked_to_beside_its_key(tmp_path: Path) -> None:
    assert find_identity(tmp_path, "book") == ""
    recipient = own_recipient(tmp_path, "book")
    assert recipient.startswith("age1")
    assert own_recipient(tmp_path, "book") == recipient
    assert recipient_of(find_identity(tmp_path, "book")) == recipient


def test_without_the_extra_there_is_nothing_to_lock_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    assert own_recipient(tmp_path, "book") == ""
    with pytest.raises(SotayError, match="age_missing"):
        load_identity(tmp_path, "book")


@pytest.mark.parametrize("held", [b"", b"AGE-SECRET-KEY-1", b"\xff"])
def test_an_identity_that_cannot_be_read_is_never_replaced(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "book.age"
    path.write_bytes(held)
    for ask in (find_identity, own_recipient):
        with pytest.raises(SotayError, match="identity_unreadable"):
            ask(tmp_path, "book")
    assert path.read_bytes() == held


def test_a_folder_in_place_of_the_identity_is_told(tmp_path: Path) -> None:
    (tmp_path / "book.age").mkdir()
    with pytest.raises(SotayError, match="identity_unreadable"):
        load_identity(tmp_path, "book")
