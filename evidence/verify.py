"""Checks a sealed night from its own files, and names each artefact that does not hold.

The same checks as verify.sh, and those that a shell is too slow for: every record against its leaf,
the ledger's chain, every visit against the ledger, and the night before.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.errors import EvidenceError
from evidence import merkle, timestamp, volume
from evidence.ledger import EntryType, Ledger
from evidence.revisit import Original, named_original, read_original
from evidence.signing import is_signed
from evidence.warc import Record, TornRecordError, scan
from messages import mark, translate

CHANGED = mark("was changed, or its checksum was")
MISSING = mark("is missing")
UNLISTED = mark("is not listed in the seal")
BAD_SIGNATURE = mark("the signature does not hold")
NO_PATH = mark("does not lead to the root")
WRONG_NIGHT = mark("belongs to another night")
BAD_RECORD = mark("differs from what was sealed")
BAD_ORDER = mark("does not name the records that are in the files")
NOT_SEALED = mark("the night is not sealed")
BREAKS_CHAIN = mark("does not agree with the night before")
NOT_ENTERED = mark("is not what the ledger says was captured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked."""

    artefact: str
    """File within the night, with the record where one is meant."""
    holds: bool
    reason: str = ""
    """What is wrong, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of a night or of a pack came to."""

    subject: str
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return all(finding.holds for finding in self.findings)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(finding for finding in self.findings if not finding.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Copies that the checker has from elsewhere; empty takes those that lie in the folder."""

    signers: tuple[bytes, ...] = ()
    """Public keys, PEM, any of which may have sealed."""
    tsa_chain: bytes | None = None


def verify_night(
    folder: Path, trusted: Trusted | None = None, *, retired: Mapping[str, str] | None = None
) -> Verification:
    """Check one night. Raises nothing for what is wrong with it: that is a finding.

    `retired` has name and digest of files that were let go; they may be missing.
    """
    folder = folder.resolve()
    if not volume.is_sealed(folder):
        findings: tuple[Finding, ...] = (bad(volume.ROOT, NOT_SEALED),)
        return Verification(subject=folder.name, findings=findings)
    night = Night(folder, trusted or Trusted(), retired or {})
    return Verification(subject=folder.name, findings=tuple(run_checks(_CHECKS, night)))


def good(artefact: str) -> Finding:
    """A finding that holds."""
    return Finding(artefact=artefact, holds=True)


def bad(artefact: str, reason: str, detail: object = "") -> Finding:
    """A finding that does not hold."""
    text = translate(reason)
    return Finding(artefact=artefact, holds=False, reason=f"{text} ({detail})" if detail else text)


def check_sums(
    folder: Path, name: str, retired: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """Every file that a list of checksums names; those that were let go may be missing."""
    for listed, digest in volume.parse_sums((folder / name).read_bytes()).items():
        path = folder / listed
        if not path.exists() and (retired or {}).get(listed) == digest:
            yield good(f"{listed} (retired)")
        elif path.is_symlink() or not path.is_file():
            yield bad(listed, MISSING)
        elif volume.file_digest(path) != digest:
            yield bad(listed, CHANGED, name)
        else:
            yield good(listed)


class Night:
    """A night's small files, read once."""

    def __init__(self, folder: Path, trusted: Trusted, retired: Mapping[str, str]) -> None:
        self.folder = folder
        self.retired = retired
        self.signers = trusted.signers or (self.read(volume.SIGNER),)
        self.tsa_chain = trusted.tsa_chain or self.read(volume.TSA_CHAIN)
        self.fields = volume.parse_fields(self.read(volume.SEAL_TEXT))
        packed = self.read(volume.LEAVES)
        self.leaves = [packed[i : i + 32] for i in range(0, len(packed), 32)]
        self.originals: dict[Original, str] = {}
        """What revisits name, with the digest that its payload must have."""

    def note_original(self, record: Record) -> None:
        """Remember what a record refers to, where it is a revisit."""
        if original := named_original(record):
            self.originals[original] = record.header("WARC-Payload-Digest")

    def read(self, name: str) -> bytes:
        """A small file of the night; empty where it is missing."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else b""

    def stated(self, name: str) -> list[str]:
        """The values of a name in seal.txt."""
        return [value for key, value in self.fields if key == name]

    @property
    def ledger(self) -> Ledger:
        """The night's ledger."""
        return Ledger(path=self.folder / volume.LEDGER)


Check = Callable[[Night], Iterator[Finding]]


def run_checks(checks: Iterable[Check], night: Night) -> Iterator[Finding]:
    """What each of the checks comes to; one that breaks off is a finding too."""
    for check in checks:
        yield from _run(check, night)


def _run(check: Check, night: Night) -> Iterator[Finding]:
    try:
        yield from check(night)
    except (EvidenceError, OSError) as error:
        yield bad(_ARTEFACT.get(check, volume.SUMS), str(error))


def _signed_lists(night: Night) -> Iterator[Finding]:
    for name, signature in (
        (volume.SEAL_SUMS, volume.SEAL_SUMS_SIGNATURE),
        (volume.ROOT, volume.ROOT_SIGNATURE),
    ):
        content, signed = night.read(name), night.read(signature)
        held = any(is_signed(content, signed, signer) for signer in night.signers)
        both = f"{name}, {signature}"
        yield good(signature) if held else bad(both, BAD_SIGNATURE)


def _seal_sums(night: Night) -> Iterator[Finding]:
    yield from check_sums(night.folder, volume.SEAL_SUMS)


def _all_sums(night: Night) -> Iterator[Finding]:
    yield from check_sums(night.folder, volume.SUMS, night.retired)


def _unlisted(night: Night) -> Iterator[Finding]:
    listed = {volume.SEAL_SUMS, volume.SEAL_SUMS_SIGNATURE}
    for name in (volume.SUMS, volume.SEAL_SUMS):
        with suppress(EvidenceError):  # told by the check of that list
            listed |= volume.parse_sums(night.read(name)).keys()
    for name in volume.files_of(night.folder):
        if name not in listed:
            yield bad(name, UNLISTED)


def _root(night: Night) -> Iterator[Finding]:
    sums, path = night.read(volume.SUMS), night.read(volume.ROOT_PATH)
    last = merkle.hash_leaf(sums)
    siblings = [path[i : i + 32] for i in range(0, len(path), 32)]
    stated = night.read(volume.ROOT)
    if merkle.follow_last(last, siblings) != stated:
        yield bad(f"{volume.SUMS}, {volume.ROOT_PATH}, {volume.ROOT}", NO_PATH)
    if merkle.root([*night.leaves, last]) != stated:
        yield bad(f"{volume.LEAVES}, {volume.SUMS}, {volume.ROOT}", NO_PATH)
    else:
        yield good(volume.ROOT)


def _tokens(night: Night) -> Iterator[Finding]:
    authorities = night.stated("authority")
    if not authorities:
        yield bad(volume.SEAL_TEXT, MISSING, "authority")
    for name in authorities:
        token = volume.token_name(name)
        try:
            timestamp.check(night.read(token), night.read(volume.ROOT), night.tsa_chain, name)
        except EvidenceError as error:
            yield bad(token, str(error))
        else:
            yield good(token)


def _seal_text(night: Night) -> Iterator[Finding]:
    if night.stated("night") != [night.folder.name]:
        yield bad(volume.SEAL_TEXT, WRONG_NIGHT, ", ".join(night.stated("night")))
    elif night.stated("records") != [str(len(night.leaves))]:
        yield bad(volume.SEAL_TEXT, BAD_ORDER, night.stated("records"))
    else:
        yield good(volume.SEAL_TEXT)


def _ledger(night: Night) -> Iterator[Finding]:
    entries = list(night.ledger.entries())
    seal = entries[-1] if entries else None
    if seal is None or seal.type is not EntryType.SEAL:
        yield bad(volume.LEDGER, MISSING, "seal")
        return
    root = merkle.root(night.leaves).hex()
    if seal.payload.get("records_root") != root:
        yield bad(volume.LEDGER, NO_PATH, "records_root")
    if seal.payload.get("night") != night.folder.name:
        yield bad(volume.LEDGER, WRONG_NIGHT, seal.payload.get("night"))
    entered = {
        (str(e.payload.get("file")), str(e.payload.get("visit_sha256")))
        for e in entries
        if e.type is EntryType.CAPTURE
    }
    yield good(volume.LEDGER)
    yield from _visits(night, entered)


def _visits(night: Night, entered: set[tuple[str, str]]) -> Iterator[Finding]:
    seen = set()
    for log in volume.visit_logs(night.folder):
        for number, line in enumerate(log.read_bytes().splitlines(keepends=True), start=1):
            visit = (log.name, hashlib.sha256(line).hexdigest())
            seen.add(visit)
            if visit not in entered:
                yield bad(f"{log.name}:{number}", NOT_ENTERED)
    for name in sorted({file for file, _ in entered - seen}):
        yield bad(name, NOT_ENTERED)


def _records(night: Night) -> Iterator[Finding]:
    rows = night.read(volume.RECORDS).decode("ascii", "replace").splitlines()
    if night.retired and not volume.warc_files(night.folder):
        return  # the leaves alone still lead to the root
    index = 0
    for path in volume.warc_files(night.folder):
        artefact = f"warc/{path.name}"
        first = index
        try:
            for member in scan(path):
                record_id = member.record.header("WARC-Record-ID")
                row = f"{index}\t{path.name}\t{member.offset}\t{member.length}\t{record_id}"
                if night.leaves[index : index + 1] != [merkle.record_leaf(member.content)]:
                    yield bad(f"{artefact} #{index - first} {record_id}", BAD_RECORD)
                if rows[index : index + 1] != [row]:
                    yield bad(f"{volume.RECORDS}:{index + 1}", BAD_ORDER, artefact)
                night.note_original(member.record)
                index += 1
        except TornRecordError as error:
            yield bad(f"{artefact} @{error.offset}", BAD_RECORD)
            return
        yield good(f"{artefact} ({index - first})")
    if index != len(night.leaves) or index != len(rows):
        yield bad(f"{volume.LEAVES}, {volume.RECORDS}", BAD_ORDER, f"{index} records")


def _originals(night: Night) -> Iterator[Finding]:
    """What revisits refer to, in this night and in those that lie beside it."""
    evidence = night.folder.parent
    for original, digest in night.originals.items():
        if not (evidence / original.night).is_dir():
            continue  # a single night is checked by itself
        try:
            read_original(evidence, original, digest)
        except EvidenceError:
            yield bad(f"{original.container} @{original.offset}", BAD_RECORD)
    yield good(f"revisits ({len(night.originals)})")


def _previous(night: Night) -> Iterator[Finding]:
    stated = dict(zip(night.stated("previous-night"), night.stated("previous-root"), strict=False))
    for name, root in stated.items():
        before = night.folder.parent / name / volume.ROOT
        if not before.is_file():
            continue  # a single night is checked by itself
        if before.read_bytes().hex() != root:
            yield bad(f"{name}/{volume.ROOT}", BREAKS_CHAIN)
        else:
            yield good(f"{name}/{volume.ROOT}")


ATTESTED: tuple[Check, ...] = (_signed_lists, _seal_sums, _root, _tokens, _seal_text)
"""That the leaves are under a root which was signed and time-stamped; no file is read whole."""
_CHECKS: tuple[Check, ...] = (
    _signed_lists, _seal_sums, _all_sums, _unlisted, _root, _tokens, _seal_text, _ledger, _records,
    _originals, _previous,
)  # fmt: skip
_ARTEFACT: dict[Check, str] = {_seal_sums: volume.SEAL_SUMS, _ledger: volume.LEDGER}
