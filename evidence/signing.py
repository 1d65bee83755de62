"""The signature over a night's root: ECDSA on P-256 with SHA-256, which every openssl checks.

openssl dgst -sha256 -verify signer.pem -signature root.sig root.bin
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domain.errors import EvidenceError
from evidence.keys import load_private, make_pair
from messages import translate

PRIVATE_NAME = "signer.key"
PUBLIC_NAME = "signer.pem"
_ALGORITHM = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The key that seals nights and packs."""

    private_key: ec.EllipticCurvePrivateKey

    @property
    def public_pem(self) -> bytes:
        """The public key as PEM."""
        return self.private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, content: bytes) -> bytes:
        """A DER signature over the content."""
        return self.private_key.sign(content, _ALGORITHM)


def make_signer_keys(folder: Path) -> None:
    """Make `signer.key` (mode 0600) and `signer.pem` where they are missing."""
    make_pair(
        folder / PRIVATE_NAME,
        folder / PUBLIC_NAME,
        lambda: ec.generate_private_key(ec.SECP256R1()),
    )


def load_signer(folder: Path) -> Signer:
    """The signer whose key lies in the folder; raises EvidenceError where it does not."""
    path = folder / PRIVATE_NAME
    private = load_private(path)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise EvidenceError(translate("{path}: is not an elliptic-curve key.", path=path))
    return Signer(private_key=private)


def is_signed(content: bytes, signature: bytes, public_pem: bytes) -> bool:
    """Whether the signature is one over the content by that key."""
    try:
        public = serialization.load_pem_public_key(public_pem)
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(signature, content, _ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_fingerprint(pem: bytes) -> str:
    """Hex SHA-256 of a public key's DER, as verify.sh prints it; empty where it is none."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        return ""
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).hexdigest()
