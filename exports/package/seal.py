"""A package's seal: the bytes of a file, taken apart and found undamaged and signed."""

import hashlib

import msgspec
from msgspec import Struct

from exports.package.format import Seal
from exports.package.keys import Signer, is_signed
from exports.package.sanitize import strict
from exports.size_limit import check_size
from logs.errors import SotayError
from logs.exchange.received import body_of

_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")


class Sealed(Struct, frozen=True):
    """A file that arrived as it was sent: its body and that body's SHA-256; by whom it was sent is not checked yet.

    `key` and `signature` are "" where the file has no seal. `first` is the number of the body's first line in the file.
    `is_checked`: whether the signature was found right.
    """

    body: bytes
    sha256: str
    key: str
    signature: str
    first: int
    is_checked: bool = False

    def check_signature(self) -> None:
        """Raise SotayError `file_forged` where the file has a seal and its key did not sign the body."""
        if self.first > 1 and not self.is_checked and not is_signed(self.key, self.signature, self.body):
            raise SotayError("file_forged")


def seal(body: bytes, signer: Signer) -> bytes:
    """The body under the line that seals it."""
    digest = hashlib.sha256(body).hexdigest()
    line = Seal(alg="ed25519", key=signer.public_key, sig=signer.sign(body), sha256=digest)
    return msgspec.json.encode(line) + b"\n" + body


def unseal(data: bytes) -> Sealed:
    """The file taken apart. What mail and editors do to line ends and beginnings does no harm.

    Raises SotayError `file_empty`, `file_too_big`, `file_encoding`, `file_not_package`, `file_damaged` (checksum).
    """
    if not data or data.isspace():
        raise SotayError("file_empty")
    check_size(data)
    if data.startswith(_OTHER_ENCODINGS):
        raise SotayError("file_encoding")
    line = _read_seal(data.removeprefix(_BOM).partition(b"\n")[0].rstrip(b"\r"))
    body = body_of(data, sealed=line is not None)
    if line is None:
        return Sealed(body, hashlib.sha256(body).hexdigest(), "", "", 1)
    digest = hashlib.sha256(body).hexdigest()
    if digest != line.sha256:
        raise SotayError("file_damaged")
    return Sealed(body, digest, line.key, line.sig, 2)


def _read_seal(line: bytes) -> Seal | None:
    """The seal; None where the line is the head of a package that has none."""
    try:
        kind = msgspec.json.decode(line, type=dict[str, msgspec.Raw]).get("kind")
        if kind is not None and bytes(kind) == b'"package"':
            return None
        seal = msgspec.json.decode(line, type=Seal)
        strict(line, seal)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise SotayError("file_not_package") from None
    return seal
