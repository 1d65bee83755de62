"""The vault: openings of commitments, encrypted to a key that the crawling machine need not hold.

`vault.jsonl`, one line a capture: an X25519 key made for that line alone, HKDF-SHA256 to a key of
AES-256-GCM, and the openings as JSON inside. Writing needs the public key only, so the private one
may lie in a safe.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.capture import Capture
from domain.errors import EvidenceError
from evidence.keys import load_private, make_pair, read_pem
from evidence.redact import Opening
from messages import translate

FORMAT = "shopwitness-vault/1"
PRIVATE_NAME = "vault.key"
PUBLIC_NAME = "vault.pub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Where openings are put; call `keep` as a `Redactor` does."""

    path: Path
    """The vault file; its folder is kept apart from the evidence."""
    public_key: X25519PublicKey

    def keep(self, capture: Capture, openings: tuple[Opening, ...]) -> None:
        """Append the capture's openings and wait until they are on the disk."""
        line = json.dumps(_seal(self.public_key, capture.capture_id, openings)) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        with os.fdopen(os.open(self.path, flags, 0o600), "a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            # A line that a crash tore stays what it is; it was never reported as kept.
            end = stream.seek(0, os.SEEK_END)
            is_torn = end > 0 and os.pread(stream.fileno(), 1, end - 1) != b"\n"
            stream.write(b"\n" * is_torn + line.encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())


def make_vault_keys(folder: Path) -> None:
    """Make the vault's key pair where there is none: `vault.key` (mode 0600) and `vault.pub`."""
    make_pair(folder / PRIVATE_NAME, folder / PUBLIC_NAME, X25519PrivateKey.generate)


def open_vault(keys: Path, path: Path) -> Vault:
    """The vault at `path`, written to with `vault.pub` of the folder `keys`.

    Raises EvidenceError where the key is missing or of another kind.
    """
    public = serialization.load_pem_public_key(read_pem(keys / PUBLIC_NAME))
    if not isinstance(public, X25519PublicKey):
        raise EvidenceError(translate("{path}: is not an X25519 key.", path=keys / PUBLIC_NAME))
    return Vault(path=path, public_key=public)


def openings_of(path: Path, private_key: Path, capture_id: str) -> tuple[Opening, ...]:
    """Every opening of one capture; raises EvidenceError where key or file do not fit."""
    private = load_private(private_key)
    if not isinstance(private, X25519PrivateKey):
        raise EvidenceError(translate("{path}: is not an X25519 key.", path=private_key))
    lines = (line for line in _lines(path) if line["capture_id"] == capture_id)
    return tuple(opening for line in lines for opening in _unseal(private, line, path))


def open_commitment(path: Path, private_key: Path, capture_id: str, digest: str) -> Opening:
    """The opening of one commitment, checked; raises EvidenceError where the vault has none."""
    for opening in openings_of(path, private_key, capture_id):
        if opening.digest == digest.lower():
            return opening
    message = translate(
        "{path}: has no opening for the commitment {digest} of capture {capture}.",
        path=path,
        digest=digest,
        capture=capture_id,
    )
    raise EvidenceError(message)


# `Any`: lines of JSON, whose values are used as strings right below.
Line = dict[str, Any]


def _seal(public: X25519PublicKey, capture_id: str, openings: tuple[Opening, ...]) -> Line:
    ephemeral = X25519PrivateKey.generate()
    nonce = os.urandom(12)
    plain = [[o.n, o.name, o.value, o.salt.hex()] for o in openings]
    epk = _raw(ephemeral.public_key())
    key = _derive(ephemeral.exchange(public), epk + _raw(public))
    sealed = AESGCM(key).encrypt(nonce, json.dumps(plain).encode(), _bound(capture_id))
    return {
        "format": FORMAT,
        "capture_id": capture_id,
        "epk": base64.b64encode(epk).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }


def _unseal(private: X25519PrivateKey, line: Line, path: Path) -> Iterator[Opening]:
    epk, nonce, sealed = (base64.b64decode(line[name]) for name in ("epk", "nonce", "sealed"))
    shared = private.exchange(X25519PublicKey.from_public_bytes(epk))
    key = _derive(shared, epk + _raw(private.public_key()))
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, _bound(line["capture_id"]))
    except InvalidTag as error:
        message = translate("{path}: does not open with this key, or was changed.", path=path)
        raise EvidenceError(message) from error
    for n, name, value, salt in json.loads(plain):
        yield Opening(n=n, name=name, value=value, salt=bytes.fromhex(salt))


def _lines(path: Path) -> Iterator[Line]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = translate("{path}: cannot be read ({why}).", path=path, why=error.strerror)
        raise EvidenceError(message) from error
    for line in raw.splitlines():
        if line.endswith(b"}"):  # a torn last line was never reported as kept
            yield json.loads(line)


def _derive(shared: bytes, bound: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=FORMAT.encode() + bound).derive(shared)


def _bound(capture_id: str) -> bytes:
    return FORMAT.encode() + b"\0" + capture_id.encode()


def _raw(public: X25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
