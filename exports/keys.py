"""The key a book signs its packages with, and what tells a key from another over the telephone."""

import base64
import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from logs.errors import SotayError
from logs.files import error_name, make_folder, write_whole

if TYPE_CHECKING:
    from nacl.signing import SigningKey

# What is signed is named, so that a signature made for another purpose never fits a package.
PURPOSE = b"sotay-package-1\n"
_FINGERPRINT_DIGITS = 20


class Signer:
    """An Ed25519 key made from a secret seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed

    @cached_property
    def _key(self) -> "SigningKey":
        from nacl.signing import SigningKey  # noqa: PLC0415 - only needed to sign

        return SigningKey(self._seed)

    @property
    def public_key(self) -> str:
        """The public key in base64."""
        return base64.b64encode(bytes(self._key.verify_key)).decode()

    def sign(self, body: bytes) -> str:
        """The signature over a package's body, in base64."""
        return base64.b64encode(self._key.sign(PURPOSE + body).signature).decode()


def load_signer(folder: Path, book: str) -> Signer:
    """The key of the book with that id, kept in `folder`, outside the book; made silently the first time.

    Raises SotayError `key_unreadable` (name, detail): a key that is there is never replaced.
    """
    path = folder / f"{book}.key"
    try:
        if not path.exists():
            from nacl.utils import random  # noqa: PLC0415 - only needed to make a key

            make_folder(folder)
            write_whole(path, [base64.b64encode(random(32)), b"\n"], temporary=path.with_suffix(".new"))
        seed = base64.b64decode(path.read_bytes().strip(), validate=True)
    except OSError as error:
        raise SotayError("key_unreadable", path=str(path), detail=error_name(error)) from error
    except ValueError as error:
        raise SotayError("key_unreadable", path=str(path), detail="base64") from error
    if len(seed) != 32:
        raise SotayError("key_unreadable", path=str(path), detail=f"{len(seed)} bytes")
    return Signer(seed)


def is_signed(key: str, signature: str, body: bytes) -> bool:
    """Whether `signature` over the body was made with `key`; both in standard, padded, canonical base64."""
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415 - only needed to verify
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        VerifyKey(_bytes(key, 32)).verify(PURPOSE + body, _bytes(signature, 64))
    except (BadSignatureError, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """Twenty digits in groups of five that two people can compare by telephone."""
    number = int.from_bytes(hashlib.sha256(base64.b64decode(key)).digest()) % 10**_FINGERPRINT_DIGITS
    digits = f"{number:0{_FINGERPRINT_DIGITS}}"
    return " ".join(digits[start : start + 5] for start in range(0, _FINGERPRINT_DIGITS, 5))


def _bytes(text: str, length: int) -> bytes:
    """The bytes that a base64 text stands for; raises ValueError for any other spelling or length."""
    decoded = base64.b64decode(text, validate=True)
    if len(decoded) != length or base64.b64encode(decoded).decode() != text:
        raise ValueError("not canonical base64")
    return decoded
