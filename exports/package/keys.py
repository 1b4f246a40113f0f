"""The keys of a book: what it signs its packages with, and what opens files locked to it.

What tells a signing key from another over the telephone is its fingerprint.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from exports.package.encryption import new_identity, recipient_of
from logs.errors import SotayError
from logs.store.files import error_name, make_folder, write_whole

if TYPE_CHECKING:
    from nacl.signing import SigningKey

# What is signed is named, so that a signature made for another purpose never fits a package.
PURPOSE = b"sotay-package-1\n"
_FINGERPRINT_DIGITS = 20


class Signer:
    """An Ed25519 key made from a secret seed of 32 bytes; `is_new`: it was made just now, nobody has seen it yet."""

    def __init__(self, seed: bytes, *, is_new: bool = False) -> None:
        self._seed = seed
        self.is_new = is_new

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
    """The key of the book with that id, kept in `folder`, outside the book; made the first time.

    Raises SotayError `key_unreadable` (path, detail): a key that is there is never replaced.
    """
    path = folder / f"{book}.key"
    is_new = not path.exists()
    try:
        seed = base64.b64decode(_kept(path, _new_seed), validate=True)
    except OSError as error:
        raise SotayError("key_unreadable", path=str(path), detail=error_name(error)) from error
    except ValueError as error:
        raise SotayError("key_unreadable", path=str(path), detail="base64") from error
    if len(seed) != 32:
        raise SotayError("key_unreadable", path=str(path), detail=f"{len(seed)} bytes")
    return Signer(seed, is_new=is_new)


def own_recipient(folder: Path, book: str) -> str:
    """What reporters lock their files to for this book; "" where locking is not installed here.

    Raises SotayError as `load_identity` does.
    """
    try:
        return recipient_of(load_identity(folder, book))
    except SotayError as error:
        if error.code == "age_missing":
            return ""
        raise


def load_identity(folder: Path, book: str) -> str:
    """The age identity of the book with that id, kept beside its signing key; made the first time it is asked for.

    Raises SotayError `age_missing`, `identity_unreadable` (path, detail): one that is there is never replaced.
    """
    path = _identity_path(folder, book)
    try:
        identity = _kept(path, lambda: new_identity().encode()).decode("ascii")
        recipient_of(identity)
    except OSError as error:
        raise SotayError("identity_unreadable", path=str(path), detail=error_name(error)) from error
    except ValueError:
        raise SotayError("identity_unreadable", path=str(path), detail="age") from None
    return identity


def find_identity(folder: Path, book: str) -> str:
    """The book's age identity, "" where nobody has asked for one yet; raises SotayError as `load_identity` does."""
    return load_identity(folder, book) if _identity_path(folder, book).exists() else ""


def _identity_path(folder: Path, book: str) -> Path:
    return folder / f"{book}.age"


def _new_seed() -> bytes:
    from nacl.utils import random  # noqa: PLC0415 - only needed to make a key

    return base64.b64encode(random(32))


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The secret in the file, made by `make` where there is none. Raises OSError."""
    if not path.exists():
        make_folder(path.parent)
        write_whole(path, [make(), b"\n"])
    return path.read_bytes().strip()


def is_signed(key: str, signature: str, body: bytes) -> bool:
    """Whether `signature` over the body was made with `key`; both in standard, padded, canonical base64."""
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415 - only needed to verify
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        VerifyKey(_bytes(key, 32)).verify(b"".join((_bytes(signature, 64), PURPOSE, body)))
    except (BadSignatureError, ValueError):
        return False
    return True


@lru_cache(maxsize=4_096)
def fingerprint(key: str) -> str:
    """Twenty digits in groups of five that two people can compare by telephone; "" for no key."""
    if not key:
        return ""
    number = int.from_bytes(hashlib.sha256(base64.b64decode(key)).digest()) % 10**_FINGERPRINT_DIGITS
    digits = f"{number:0{_FINGERPRINT_DIGITS}}"
    return " ".join(digits[start : start + 5] for start in range(0, _FINGERPRINT_DIGITS, 5))


def _bytes(text: str, length: int) -> bytes:
    """The bytes that a base64 text stands for; raises ValueError for any other spelling or length."""
    decoded = base64.b64decode(text, validate=True)
    if len(decoded) != length or base64.b64encode(decoded).decode() != text:
        raise ValueError("not canonical base64")
    return decoded
