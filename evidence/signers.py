"""The line of signing keys: every key that has sealed, each handed over by the one before.

    signers/<fingerprint>.pem                a key's public half, by its fingerprint
    signers/<fingerprint>.by-<older>.sig     the older key's signature over that file

So a night that was sealed before a key was replaced can be proven in a pack that the next key
signed, and a stranger who knows either of them need not take our word for the other.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from domain.errors import EvidenceError
from evidence.keys import create, write_private
from evidence.signing import (
    PRIVATE_NAME,
    PUBLIC_NAME,
    Signer,
    is_signed,
    key_fingerprint,
    load_signer,
)
from messages import translate

FOLDER = "signers"
_NEXT = "signer.key.next"
_KEY = re.compile(r"([0-9a-f]{64})\.pem")
_HANDOVER = re.compile(r"([0-9a-f]{64})\.by-([0-9a-f]{64})\.sig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Keys and what they say of each other."""

    keys: Mapping[str, bytes] = field(default_factory=dict)
    """Fingerprint to PEM."""
    handovers: tuple[tuple[str, str, bytes], ...] = ()
    """Older key, newer key, signature of the older over the newer one's PEM."""

    def successors(self, older: Iterable[str]) -> frozenset[str]:
        """These keys, by fingerprint, and all that they handed over to, directly or not."""
        reached, before = frozenset(older), -1
        while len(reached) != before:
            before = len(reached)
            reached |= {
                new for old, new, sig in self.handovers if self._holds(old, new, sig, reached)
            }
        return reached

    def _holds(self, old: str, new: str, signature: bytes, reached: frozenset[str]) -> bool:
        if old not in reached or new in reached or not {old, new} <= self.keys.keys():
            return False
        return is_signed(self.keys[new], signature, self.keys[old])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A signing key that was replaced."""

    old: str
    """Fingerprint; empty where the old key was lost and could hand nothing over."""
    new: str
    signature: bytes
    """Of the old key over the new one's PEM."""
    retired: Path | None
    """Where the old private key lies now."""


def keep_signer(keys: Path) -> None:
    """Put the signing key's public half among the kept ones where it is missing there."""
    pem = load_signer(keys).public_pem
    _keep(keys / FOLDER / f"{key_fingerprint(pem)}.pem", pem)


def signer_files(keys: Path) -> dict[str, bytes]:
    """Every kept key and handover by its file name."""
    folder = keys / FOLDER
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    named = (p for p in paths if _KEY.fullmatch(p.name) or _HANDOVER.fullmatch(p.name))
    return {path.name: path.read_bytes() for path in named if path.is_file()}


def line_of(files: Mapping[str, bytes]) -> Line:
    """The line that these files state; a key under a name that is not its own is left out."""
    keys, handovers = {}, []
    for name, content in files.items():
        if (found := _KEY.fullmatch(name)) and key_fingerprint(content) == found[1]:
            keys[found[1]] = content
        elif found := _HANDOVER.fullmatch(name):
            handovers.append((found[2], found[1], content))
    return Line(keys=keys, handovers=tuple(handovers))


def rotate_signer(keys: Path) -> Rotation:
    """Replace the signing key; the old one signs the new one and is set aside.

    A crash in between leaves the old key in use or the new one, never none.
    """
    private = keys / PRIVATE_NAME
    old = load_signer(keys) if private.exists() else None
    (keys / _NEXT).unlink(missing_ok=True)
    new = Signer(private_key=ec.generate_private_key(ec.SECP256R1()))
    write_private(keys / _NEXT, new.private_key)
    old_name, new_name = (key_fingerprint(one.public_pem) if one else "" for one in (old, new))
    signature = old.sign(new.public_pem) if old else b""
    _keep(keys / FOLDER / f"{new_name}.pem", new.public_pem)
    retired = None
    if old:
        _keep(keys / FOLDER / f"{old_name}.pem", old.public_pem)
        _keep(keys / FOLDER / f"{new_name}.by-{old_name}.sig", signature)
        retired = keys / f"retired-{old_name[:16]}.key"
        retired.unlink(missing_ok=True)
        os.link(private, retired)
    (keys / _NEXT).replace(private)
    (keys / f"{PUBLIC_NAME}.next").unlink(missing_ok=True)
    _keep(keys / f"{PUBLIC_NAME}.next", new.public_pem)
    (keys / f"{PUBLIC_NAME}.next").replace(keys / PUBLIC_NAME)
    return Rotation(old=old_name, new=new_name, signature=signature, retired=retired)


def read_signers(path: Path) -> tuple[bytes, ...]:
    """Public keys from a PEM file or from every one in a folder; raises EvidenceError for none."""
    files = sorted(path.glob("*.pem")) if path.is_dir() else [path]
    try:
        found = tuple(file.read_bytes() for file in files)
    except OSError as error:
        raise EvidenceError(
            translate("{path}: the key cannot be read ({why}).", path=path, why=error.strerror)
        ) from error
    if not found or not all(key_fingerprint(pem) for pem in found):
        raise EvidenceError(translate("{path}: holds no public key in PEM.", path=path))
    return found


def _keep(path: Path, content: bytes) -> None:
    if not path.exists():
        create(path, content, 0o644)
