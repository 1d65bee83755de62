"""What a report says of a night: its root, its timestamps, and the night before."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from domain.errors import EvidenceError
from evidence import timestamp, volume
from evidence.signing import key_fingerprint

PRACTICE_SUBJECT = b"ShopWitness practice"
"""In the certificates of the authority on this machine (evidence/localtsa.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNight:
    """One night of a pack."""

    night: str
    root: str
    """Hex; empty where it is not sealed."""
    records: int
    tokens: tuple[tuple[str, datetime], ...]
    """Each authority with the time that it stated, aware UTC."""
    sealed_at: datetime | None
    """By this machine's clock."""
    previous_night: str
    previous_root: str
    signer: str
    """Hex SHA-256 of the public key, DER."""
    is_practice: bool
    """Whether an authority on this machine stamped it: that proves nothing to a stranger."""
    failure: str
    """Why it is not sealed."""


def report_night(folder: Path) -> ReportNight:
    """The night in that folder as it stands now."""
    known = volume.find_volume(folder.parent, folder.name)
    if not known.sealed:
        return ReportNight(night=folder.name, root="", records=0, tokens=(), sealed_at=None,
                           previous_night="", previous_root="", signer="", is_practice=False,
                           failure=known.failure)  # fmt: skip
    fields = volume.parse_fields((folder / volume.SEAL_TEXT).read_bytes())
    stated = dict(reversed(fields))
    root, chain = (folder / volume.ROOT).read_bytes(), (folder / volume.TSA_CHAIN).read_bytes()
    return ReportNight(
        night=folder.name,
        root=root.hex(),
        records=int(stated.get("records", "0")),
        tokens=tuple(
            (name, moment)
            for field, name in fields
            if field == "authority" and (moment := _time(folder, name, root, chain))
        ),
        sealed_at=_moment(stated.get("sealed", "")),
        previous_night=stated.get("previous-night", ""),
        previous_root=stated.get("previous-root", ""),
        signer=key_fingerprint((folder / volume.SIGNER).read_bytes()),
        is_practice=PRACTICE_SUBJECT in _names(chain),
        failure="",
    )


def _time(folder: Path, authority: str, root: bytes, chain: bytes) -> datetime | None:
    """What a token proves; None where it proves nothing, which the verification then names."""
    token = folder / volume.token_name(authority)
    try:
        return timestamp.check(token.read_bytes(), root, chain, authority)
    except (EvidenceError, OSError):
        return None


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _names(chain: bytes) -> bytes:
    certificates = x509.load_pem_x509_certificates(chain) if b"BEGIN" in chain else []
    return b"\n".join(one.subject.rfc4514_string().encode() for one in certificates)
