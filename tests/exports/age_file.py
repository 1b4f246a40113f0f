"""Files of age made from its description alone, for tests: with a passphrase, at as little work as a test likes.

https://github.com/C2SP/C2SP/blob/main/age.md
"""

import base64
import hashlib
import hmac
import unicodedata

import pyrage
import pytest
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as sealed

_FILE_KEY = bytes(range(16))
_SALT, _NONCE = b"s" * 16, b"n" * 16
_CHUNK = 65_536


def locked(data: bytes, passphrase: str, *, work: int = 4, said: str = "", more: str = "") -> bytes:
    """The bytes locked with the passphrase in 2**work steps; the header says `said` steps where given, and `more`."""
    salt = b"age-encryption.org/v1/scrypt" + _SALT
    secret = unicodedata.normalize("NFC", passphrase).encode()
    key = hashlib.scrypt(secret, salt=salt, n=2**work, r=8, p=1, dklen=32)
    stanza = f"-> scrypt {_plain(_SALT)} {said or work}\n{_plain(sealed(_FILE_KEY, None, bytes(12), key))}\n"
    header = f"age-encryption.org/v1\n{stanza}{more}---".encode()
    mac = hmac.digest(_derived(b"", b"header"), header, "sha256")
    return header + f" {_plain(mac)}\n".encode() + _NONCE + _payload(data)


def lock_at_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program lock with passphrases in a moment: what a lock takes is shown where one is made in earnest."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", locked)


def _payload(data: bytes) -> bytes:
    key = _derived(_NONCE, b"payload")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)] or [b""]
    nonces = [place.to_bytes(11) + bytes([place == len(chunks) - 1]) for place in range(len(chunks))]
    return b"".join(sealed(chunk, None, nonce, key) for chunk, nonce in zip(chunks, nonces, strict=True))


def _derived(salt: bytes, purpose: bytes) -> bytes:
    """HKDF with SHA-256, 32 bytes."""
    return hmac.digest(hmac.digest(salt or bytes(32), _FILE_KEY, "sha256"), purpose + b"\x01", "sha256")


def _plain(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
