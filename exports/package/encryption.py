"""Files locked with age for their way: with a passphrase, or to the key of the book that is to open them.

age is an extra of the program; it is imported when a file is locked or opened.
"""

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from exports.size_limit import check_size
from logs.errors import SotayError

Unlock = Callable[[bytes], bytes]

# Opening takes 2 to this power steps and a kilobyte for each; the sender chooses the power. pyrage chooses the one that
# takes about a second where it locks: 18 (256 MB) on most machines of our time, 19 or 20 (1 GB) on the fastest.
_MOST_WORK = 20
_MOST_HEADER = 65_536
_MAGIC = b"age-encryption.org/"
_BEGIN, _END = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
# What pyrage says of a file whose lock was opened, or cannot be one; all else may be a lock for others.
_DAMAGES = ("Header is invalid", "Header MAC is invalid", "decryption error", "age file is truncated")
_WORK = re.compile(rb"-> scrypt [^ ]+ ([0-9]{1,2})")


def is_locked(data: bytes) -> bool:
    """Whether the bytes are a file of age, binary or armored."""
    return data[:100].lstrip().startswith((_MAGIC, _BEGIN))


def lock(data: bytes, *, passphrase: str = "", recipient: str = "") -> bytes:
    """The bytes locked to a recipient (`age1…`), else with a passphrase; then they have been opened again and compared.

    Raises SotayError `age_missing`, `recipient_wrong`, `lock_failed`.
    """
    age = _age()
    if recipient:
        try:
            to = age.x25519.Recipient.from_str(recipient.strip())
        except age.RecipientError:
            # The text is not told: it might be a secret key, given by mistake.
            raise SotayError("recipient_wrong") from None
        return bytes(age.encrypt(data, [to]))
    locked = bytes(age.passphrase.encrypt(data, _normal(passphrase)))
    if unlock(locked, passphrases=[passphrase]) != data:
        raise SotayError("lock_failed")
    return locked


def unlock(data: bytes, *, passphrases: Sequence[str], identity: str = "") -> bytes:
    """The bytes that were locked; `identity` (`AGE-SECRET-KEY-1…`) is of the book, passphrases are tried in order.

    Raises SotayError `age_missing`, `file_locked` (none of the passphrases opens it), `file_locked_to_other` (the
    identity does not), `lock_excessive` (opening it would take too long), `file_damaged` (it was opened, and is cut or
    altered), `file_too_big`. What was altered in the lock itself looks like a lock for others, and is told as either.
    """
    binary = _binary(data)
    opened = _open_with(passphrases, binary) if _asks_passphrase(binary) else _open_as(identity, binary)
    check_size(opened)
    return opened


def keep_locked(data: bytes) -> bytes:
    """What opens no file: raises SotayError `file_locked`."""
    raise SotayError("file_locked")


def new_identity() -> str:
    """A new secret key, `AGE-SECRET-KEY-1…`; raises SotayError `age_missing`."""
    return str(_age().x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """What others lock to, `age1…`, so that the identity opens it.

    Raises ValueError where the text is no identity, SotayError `age_missing`.
    """
    age = _age()
    try:
        return str(age.x25519.Identity.from_str(identity).to_public())
    except age.IdentityError:
        raise ValueError("not an age identity") from None


def _age() -> Any:
    try:
        import pyrage  # noqa: PLC0415 - an extra, only needed for locked files
    except ImportError:
        raise SotayError("age_missing") from None
    return pyrage


def _normal(passphrase: str) -> str:
    """One spelling of a passphrase: keyboards write Vietnamese letters composed or in parts."""
    return unicodedata.normalize("NFC", passphrase)


def _binary(data: bytes) -> bytes:
    """The file without its armor, which is base64 between two lines; raises SotayError `file_damaged`."""
    if not data[:100].lstrip().startswith(_BEGIN):
        return data
    armored = data.strip().removeprefix(_BEGIN)
    try:
        return base64.b64decode(b"".join(armored.removesuffix(_END).split()), validate=True)
    except ValueError:
        raise SotayError("file_damaged") from None


def _asks_passphrase(binary: bytes) -> bool:
    """Whether a passphrase opens the file, else a key; raises SotayError `lock_excessive`, `file_damaged`."""
    header, end, _ = binary[:_MOST_HEADER].partition(b"\n---")
    stanzas = [line for line in header.split(b"\n") if line.startswith(b"-> ")]
    if not end or not stanzas:
        raise SotayError("file_damaged")
    if not any(line.startswith(b"-> scrypt") for line in stanzas):
        return False
    work = _WORK.fullmatch(stanzas[0])
    if len(stanzas) > 1 or work is None:
        raise SotayError("file_damaged")
    if int(work[1]) > _MOST_WORK:
        raise SotayError("lock_excessive")
    return True


def _open_with(passphrases: Sequence[str], binary: bytes) -> bytes:
    age = _age()
    for passphrase in passphrases:
        with _refusing(age.DecryptError):
            return bytes(age.passphrase.decrypt(binary, _normal(passphrase)))
    raise SotayError("file_locked")


def _open_as(identity: str, binary: bytes) -> bytes:
    if identity:
        age = _age()
        with _refusing(age.DecryptError):
            return bytes(age.decrypt(binary, [age.x25519.Identity.from_str(identity)]))
    raise SotayError("file_locked_to_other")


@contextmanager
def _refusing(kind: type[Exception]) -> Iterator[None]:
    """Pass over what does not fit the lock; raises SotayError `file_damaged` where it fits a file that was altered."""
    try:
        yield
    except kind as error:
        if str(error) in _DAMAGES:
            raise SotayError("file_damaged") from error
