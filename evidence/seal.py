"""Seals a night: leaves, root, signature, timestamps and all that a stranger needs to check them.

    WARC files -> leaves.bin -+                          +-> root.sig      (our key)
    visits, ledger -----------+-> SHA256SUMS -> root.bin +-> root.*.tsr    (authorities' clocks)

The tree has one leaf a WARC record, in file order, and a last one over SHA256SUMS; so the root
covers every file. A key or an authority that fails leaves the night unsealed, with the reason in
its ledger; the next attempt begins anew.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.errors import EvidenceError, ShopWitnessError, UnavailableError
from evidence import merkle, volume
from evidence.keys import create
from evidence.ledger import EntryType, Ledger
from evidence.revisit import named_original
from evidence.signing import Signer
from evidence.timestamp import NAME, Authority, stamp
from evidence.visitlog import sync_folder
from evidence.warc import scan
from messages import translate

FORMAT = "shopwitness-night/1"
VERIFY_SCRIPT = Path(__file__).with_name("verify_night.sh")
CLOCK_BOUND = timedelta(minutes=10)
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A night that was sealed."""

    night: str
    root: str
    """Hex."""
    records: int
    captures: int
    tokens: tuple[tuple[str, datetime], ...]
    """Each authority with the time that it stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf:
    digest: bytes
    row: str
    refers_to: str
    """The other night that has the original of a revisit; empty for other records."""


def seal_night(
    evidence: Path,
    night: str,
    *,
    signer: Signer,
    authorities: Sequence[Authority],
    software: str,
    actor: str,
) -> Seal:
    """Seal a night that has no unfinished file; crashed ones are for `recover` first.

    Raises EvidenceError or UnavailableError and leaves the night unsealed, the reason in its ledger.
    """
    folder = volume.find_volume(evidence, night).folder
    if volume.is_sealed(folder):
        raise EvidenceError(translate("The night {night} is sealed already.", night=night))
    ledger = Ledger(path=folder / volume.LEDGER)
    with _only_one(folder):
        try:
            _check_ready(folder, authorities)
            attempt = _Sealing(
                evidence=evidence,
                folder=folder,
                ledger=ledger,
                signer=signer,
                software=software,
                actor=actor,
            )
            return attempt.run(authorities)
        except (ShopWitnessError, OSError) as error:
            note_failure(folder, error, actor=actor)
            if isinstance(error, OSError):
                message = translate("{folder}: {why}", folder=folder, why=error)
                raise UnavailableError(message) from error
            raise
        finally:
            shutil.rmtree(folder / volume.WORK, ignore_errors=True)


def note_failure(folder: Path, error: Exception, *, actor: str) -> None:
    """Say in the night's ledger why it could not be sealed."""
    reason = {"failure": "seal", "reason": str(error), "kind": type(error).__name__}
    Ledger(path=folder / volume.LEDGER).append(EntryType.ERROR, actor, reason)


@dataclass(slots=True, kw_only=True)
class _Sealing:
    """One attempt."""

    evidence: Path
    folder: Path
    ledger: Ledger
    signer: Signer
    software: str
    actor: str
    digests: dict[str, str] = field(default_factory=dict)
    """Of WARC files, which are large and read once for it."""

    @property
    def work(self) -> Path:
        return self.folder / volume.WORK

    def run(self, authorities: Sequence[Authority]) -> Seal:
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        captures = self.enter_visits()
        leaves = [leaf for path in volume.warc_files(self.folder) for leaf in _leaves(path)]
        digests = [leaf.digest for leaf in leaves]
        self.put(volume.LEAVES, b"".join(digests))
        rows = (f"{index}\t{leaf.row}\n" for index, leaf in enumerate(leaves))
        self.put(volume.RECORDS, "".join(rows).encode("ascii"))
        self.enter_seal(len(leaves), captures, merkle.root(digests))
        refers_to = sorted({leaf.refers_to for leaf in leaves} - {"", self.folder.name})
        self.put(volume.SEAL_TEXT, self.seal_text(len(leaves), captures, refers_to, authorities))
        self.put(volume.VERIFY, VERIFY_SCRIPT.read_bytes())
        self.put(volume.SIGNER, self.signer.public_pem)
        self.put(volume.TSA_CHAIN, b"".join(authority.chain for authority in authorities))
        sums = self.sums()
        self.put(volume.SUMS, sums)
        root, times = self.attest([*digests, merkle.hash_leaf(sums)], authorities)
        self.publish(sums)
        return Seal(
            night=self.folder.name,
            root=root.hex(),
            records=len(leaves),
            captures=captures,
            tokens=tuple(times),
        )

    def attest(
        self, leaves: list[bytes], authorities: Sequence[Authority]
    ) -> tuple[bytes, list[tuple[str, datetime]]]:
        root = merkle.root(leaves)
        attested = {
            volume.ROOT: root,
            volume.ROOT_PATH: b"".join(merkle.last_path(leaves)),
            volume.ROOT_SIGNATURE: self.signer.sign(root),
        }
        times: list[tuple[str, datetime]] = []
        for authority in authorities:
            token = stamp(authority, root)
            _check_clock(authority.name, token.time)
            times.append((authority.name, token.time))
            attested[volume.token_name(authority.name)] = token.answer
        for name, content in attested.items():
            self.put(name, content)
        names = (volume.SUMS, *attested)
        sums = volume.sums_text({n: volume.file_digest(self.work / n) for n in names})
        self.put(volume.SEAL_SUMS, sums)
        self.put(volume.SEAL_SUMS_SIGNATURE, self.signer.sign(sums))
        return root, times

    def enter_visits(self) -> int:
        """Give every visit its line in the ledger; answers how many visits there are."""
        visits = [*_visits(self.folder)]
        entered = {
            str(entry.payload.get("visit_sha256"))
            for entry in self.ledger.entries()
            if entry.type is EntryType.CAPTURE
        }
        new = [visit for visit in visits if visit["visit_sha256"] not in entered]
        self.ledger.append_all(EntryType.CAPTURE, self.actor, new)
        return len(visits)

    def enter_seal(self, records: int, captures: int, records_root: bytes) -> None:
        files = [
            {"name": path.name, "size": path.stat().st_size, "sha256": self.digest(path)}
            for path in volume.warc_files(self.folder)
        ]
        payload = {
            "night": self.folder.name,
            "files": files,
            "records": records,
            "captures": captures,
            "records_root": records_root.hex(),
        }
        self.ledger.append(EntryType.SEAL, self.actor, payload)

    def seal_text(
        self,
        records: int,
        captures: int,
        refers_to: Sequence[str],
        authorities: Sequence[Authority],
    ) -> bytes:
        fields = [
            ("format", FORMAT),
            ("night", self.folder.name),
            ("software", " ".join(self.software.split())),
            ("sealed", datetime.now(UTC).isoformat(timespec="microseconds")),
            ("records", str(records)),
            ("captures", str(captures)),
        ]
        if previous := volume.previous_seal(self.evidence, self.folder.name):
            fields += [("previous-night", previous.night), ("previous-root", previous.root)]
            fields += [
                ("previous-token", f"{hashlib.sha256(token).hexdigest()} {name}")
                for name, token in previous.tokens
            ]
        fields += [("refers-to", night) for night in refers_to]
        fields += [("authority", authority.name) for authority in authorities]
        return "".join(f"{name}: {value}\n" for name, value in fields).encode("utf-8")

    def sums(self) -> bytes:
        names = (n for n in volume.files_of(self.folder) if not n.startswith(f"{volume.WORK}/"))
        kept = [name for name in names if not _is_made(name)]
        digests = {name: self.digest(self.folder / name) for name in kept}
        made = [name for name in volume.files_of(self.work) if _is_made(name)]
        return volume.sums_text(
            digests | {name: volume.file_digest(self.work / name) for name in made}
        )

    def digest(self, path: Path) -> str:
        if not path.name.endswith(".warc.gz"):
            return volume.file_digest(path)
        if path.name not in self.digests:
            self.digests[path.name] = volume.file_digest(path)
        return self.digests[path.name]

    def put(self, name: str, content: bytes) -> None:
        create(self.work / name, content, READ_ONLY)

    def publish(self, sums: bytes) -> None:
        """Put the files in their place, the root last, while nothing can enter the ledger."""
        listed = volume.parse_sums(sums)
        with self.ledger.path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            if volume.file_digest(self.ledger.path) != listed[volume.LEDGER]:
                raise UnavailableError(
                    translate("The ledger grew while the night was sealed; seal it again.")
                )
            made = [name for name in volume.files_of(self.work) if name != volume.ROOT]
            for name in (*made, volume.ROOT):
                (self.work / name).rename(self.folder / name)
                sync_folder(self.folder)
        for name in listed:
            (self.folder / name).chmod(READ_ONLY)


# What a seal makes; all else in the folder is what it is made over.
_MADE = frozenset({
    volume.LEAVES, volume.RECORDS, volume.SEAL_TEXT, volume.VERIFY, volume.SIGNER, volume.TSA_CHAIN,
    volume.SUMS, volume.ROOT_PATH, volume.ROOT_SIGNATURE, volume.SEAL_SUMS,
    volume.SEAL_SUMS_SIGNATURE,
})  # fmt: skip


def _is_made(name: str) -> bool:
    return name in _MADE or (name.startswith("root.") and name.endswith(".tsr"))


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Holds a lock on the folder: two processes do not seal one night at once."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        message = translate("{folder}: another process is crawling or sealing it.", folder=folder)
        raise UnavailableError(message) from error
    finally:
        os.close(handle)


def _check_ready(folder: Path, authorities: Sequence[Authority]) -> None:
    unfinished = [path.name for path in (folder / "warc").glob("*.open")]
    if unfinished:
        raise EvidenceError(
            translate(
                "{folder}: {file} is not finished; wait for the crawl or run the recovery.",
                folder=folder,
                file=unfinished[0],
            )
        )
    names = [authority.name for authority in authorities]
    if not names:
        raise EvidenceError(
            translate(
                "No time-stamping authority is configured; name one in keys/tsa.yml "
                "(docs/operations.md)."
            )
        )
    if len(set(names)) != len(names) or not all(NAME.fullmatch(name) for name in names):
        raise EvidenceError(translate("Names of authorities must be short, plain and different."))


def _check_clock(authority: str, stated: datetime) -> None:
    off = datetime.now(UTC) - stated
    if abs(off) > CLOCK_BOUND:
        raise EvidenceError(
            translate(
                "This machine's clock and that of {name} are {seconds} s apart; set the clock.",
                name=authority,
                seconds=int(off.total_seconds()),
            )
        )


def _leaves(path: Path) -> Iterator[_Leaf]:
    for member in scan(path):
        record_id = member.record.header("WARC-Record-ID")
        row = f"{path.name}\t{member.offset}\t{member.length}\t{record_id}"
        original = named_original(member.record)
        refers_to = original.night if original else ""
        yield _Leaf(digest=merkle.record_leaf(member.content), row=row, refers_to=refers_to)


def _visits(folder: Path) -> Iterator[Mapping[str, str]]:
    for log in volume.visit_logs(folder):
        for line in log.read_bytes().splitlines(keepends=True):
            visit = json.loads(line)
            yield {
                "capture_id": visit["capture_id"],
                "file": log.name,
                "visit_sha256": hashlib.sha256(line).hexdigest(),
            }
