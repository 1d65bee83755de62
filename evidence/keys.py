"""Reads and writes key files: private ones for their owner alone, never over an existing file."""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from domain.errors import EvidenceError
from messages import translate


def write_private(path: Path, key: PrivateKeyTypes) -> None:
    """Write a private key as PKCS#8 PEM with mode 0600."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    create(path, pem, 0o600)


def write_public(path: Path, key: PublicKeyTypes) -> None:
    """Write a public key as PEM."""
    create(path, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def make_pair(
    private_path: Path, public_path: Path, generate: Callable[[], PrivateKeyTypes]
) -> None:
    """Make a key pair where there is no public key; a private one that is there is used."""
    if public_path.exists():
        return
    if not private_path.exists():
        write_private(private_path, generate())
    write_public(public_path, load_private(private_path).public_key())


def load_private(path: Path) -> PrivateKeyTypes:
    """The private key in a PEM file; raises EvidenceError where there is none."""
    content = read_pem(path)
    try:
        return load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise EvidenceError(translate("{path}: is not a private key.", path=path)) from error


def read_pem(path: Path) -> bytes:
    """The file's bytes; raises EvidenceError that says how such a key is made."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = translate(
            "{path}: the key cannot be read ({why}); run shopwitness init, or restore the key.",
            path=path,
            why=error.strerror,
        )
        raise EvidenceError(message) from error


def create(path: Path, content: bytes, mode: int) -> None:
    """Create a file that is not there yet, and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
