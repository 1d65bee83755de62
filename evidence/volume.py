"""A night's folder: its files, whether it is sealed, and which volume is still open."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from domain.errors import EvidenceError
from evidence.ledger import EntryType, Ledger
from messages import translate

SEAL_TEXT = "seal.txt"
LEAVES = "leaves.bin"
RECORDS = "records.tsv"
SUMS = "SHA256SUMS"
SEAL_SUMS = "SEALSUMS"
SEAL_SUMS_SIGNATURE = "SEALSUMS.sig"
ROOT = "root.bin"
ROOT_PATH = "root.path"
ROOT_SIGNATURE = "root.sig"
SIGNER = "signer.pem"
TSA_CHAIN = "tsa-chain.pem"
VERIFY = "verify.sh"
LEDGER = "ledger.jsonl"
WORK = ".sealing"
_NAME = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)?")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousSeal:
    """The seal that a later night names, so that it cannot have been made before it."""

    night: str
    root: str
    """Hex."""
    tokens: tuple[tuple[str, bytes], ...]
    """Name of each authority, and its token: DER, as in `root.<name>.tsr`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One night as it lies on the disk."""

    night: str
    folder: Path
    sealed: bool
    failure: str = ""
    """Why the last attempt to seal it failed, where it did."""


def token_name(authority: str) -> str:
    """The token file's name."""
    return f"root.{authority}.tsr"


def is_sealed(folder: Path) -> bool:
    """Whether the night was sealed: the root is the last file that a seal puts in place."""
    return (folder / ROOT).exists()


def volumes(evidence: Path) -> Iterator[Volume]:
    """Every night, oldest first."""
    folders = [path for path in evidence.iterdir() if path.is_dir()] if evidence.exists() else []
    for folder in sorted(folders, key=lambda path: path.name):
        if (folder / "warc").is_dir() or (folder / LEDGER).exists():
            sealed = is_sealed(folder)
            failure = "" if sealed else _last_failure(folder)
            yield Volume(night=folder.name, folder=folder, sealed=sealed, failure=failure)


def find_volume(evidence: Path, night: str) -> Volume:
    """The night of that name; raises EvidenceError where there is none."""
    for volume in volumes(evidence):
        if volume.night == night:
            return volume
    raise EvidenceError(
        translate("There is no night {night} under {folder}.", night=night, folder=evidence)
    )


def open_volume(evidence: Path, night: str) -> str:
    """The night itself while it is unsealed, then `<night>-2`, `<night>-3`: a seal is final."""
    return f"{night}-{len(sealed) + 1}" if (sealed := sealed_volumes(evidence, night)) else night


def sealed_volumes(evidence: Path, night: str) -> tuple[str, ...]:
    """The sealed volumes of one night in their order: itself, `<night>-2` and so on."""
    names = (night if n == 1 else f"{night}-{n}" for n in count(1))
    return tuple(takewhile(lambda name: is_sealed(evidence / name), names))


def open_ledger(evidence: Path, night: str) -> Ledger:
    """The ledger into which what happens now is entered."""
    return Ledger(path=evidence / open_volume(evidence, night) / LEDGER)


def previous_seal(evidence: Path, night: str) -> PreviousSeal | None:
    """The latest seal of another night; None where there is none."""
    sealed = [v.folder for v in volumes(evidence) if v.sealed and v.night != night]
    if not sealed:
        return None
    last = max(sealed, key=lambda folder: (_sealed_at(folder), folder.name))
    tokens = sorted(last.glob(token_name("*")))
    return PreviousSeal(
        night=last.name,
        root=(last / ROOT).read_bytes().hex(),
        tokens=tuple((token.name[5:-4], token.read_bytes()) for token in tokens),
    )


def warc_files(folder: Path) -> list[Path]:
    """The night's finished WARC files in the order of their leaves."""
    return sorted((folder / "warc").glob("*.warc.gz"))


def visit_logs(folder: Path) -> list[Path]:
    """The night's lists of visits."""
    return sorted(folder.glob("visits*.jsonl"))


def files_of(folder: Path) -> list[str]:
    """Every file's name relative to the folder, sorted."""
    paths = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def file_digest(path: Path) -> str:
    """Hex SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sums_text(digests: dict[str, str]) -> bytes:
    """Lines as `sha256sum` writes and checks them, sorted by name."""
    for name in digests:
        if not _NAME.fullmatch(name):
            raise EvidenceError(
                translate("{name}: a file of that name does not belong into a night.", name=name)
            )
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode("ascii")


def parse_sums(content: bytes) -> dict[str, str]:
    """Name to digest; raises EvidenceError for a line that is not of this form."""
    digests: dict[str, str] = {}
    for line in content.decode("ascii", "replace").splitlines():
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap != "  " or not re.fullmatch("[0-9a-f]{64}", digest) or not _NAME.fullmatch(name):
            raise EvidenceError(translate("A line of checksums is malformed: {line}", line=line))
        if name in digests:
            raise EvidenceError(translate("{name} is listed twice.", name=name))
        digests[name] = digest
    return digests


def parse_fields(content: bytes) -> list[tuple[str, str]]:
    """The `name: value` lines of a text file such as seal.txt."""
    lines = content.decode("utf-8", "replace").splitlines()
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def _sealed_at(folder: Path) -> str:
    path = folder / SEAL_TEXT
    fields = parse_fields(path.read_bytes()) if path.is_file() else []
    return next((value for name, value in fields if name == "sealed"), "")


def _last_failure(folder: Path) -> str:
    try:
        entries = list(Ledger(path=folder / LEDGER).entries())
    except EvidenceError as error:
        return str(error)
    failures = (e for e in reversed(entries) if e.type is EntryType.ERROR)
    return next((str(e.payload.get("reason", "")) for e in failures), "")
