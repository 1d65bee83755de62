"""Makes an evidence pack: a folder that a stranger can replay, read and check without us.

    nights -> records -> case.wacz, records/, nights/<night>/proof.txt -+
    report.pdf, facts.csv, facts.xlsx, README.txt, case/ ---------------+-> SHA256SUMS -> signature

The pack appears under its name only when it is whole and its export is in the ledger.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.capture import StoredCapture
from domain.errors import EvidenceError, UnavailableError, UsageError
from evidence import volume
from evidence.pack_proof import NAME as PROOF
from evidence.pack_proof import Halves, kept_of_seal, proof_text, record_name
from evidence.pack_sources import NightSource, PackedRecord, PackSources, Place
from evidence.pack_zip import write_zip
from evidence.signers import FOLDER as SIGNERS
from evidence.signing import Signer
from evidence.wacz import About, Page, write_wacz
from messages import translate

FORMAT = "shopwitness-pack/1"
PACK_TEXT = "pack.txt"
WACZ = "case.wacz"
REPORT = "report.pdf"
FACTS_CSV, FACTS_XLSX = "facts.csv", "facts.xlsx"
README = "README.txt"
SUMS = "SHA256SUMS"
SUMS_SIGNATURE = "SHA256SUMS.sig"
SIGNER = "signer.pem"
VERIFY = "verify.sh"
NIGHTS, RECORDS, CASE = "nights", "records", "case"
UNSEALED = "UNSEALED.txt"
REQUIRED = (PACK_TEXT, WACZ, REPORT, FACTS_CSV, FACTS_XLSX, SIGNER, SUMS, SUMS_SIGNATURE)
VERIFY_SCRIPT = Path(__file__).with_name("verify_pack.sh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that somebody put into the case; it comes along as it is."""

    name: str
    """In the pack: `case/<sha256>.pdf`."""
    path: Path
    sha256: str
    """Hex digest that was noted when it came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOrder:
    """What goes into a pack, and who asked for it."""

    subject: str
    """`flag 12`, `listing shopee-vn:4410377`, `case 3`, `capture <id>`."""
    captures: tuple[StoredCapture, ...]
    pages: tuple[Page, ...]
    title: str
    documents: Mapping[str, bytes]
    """Report, facts and README by their names."""
    actor: str
    reason: str
    language: str
    software: str
    made_at: datetime
    """Aware UTC."""
    attachments: tuple[tuple[str, str], ...] = ()
    """Night and name of files that were taken over from somebody else; they come along whole."""
    enclosures: tuple[Enclosure, ...] = ()
    signers: Mapping[str, bytes] = field(default_factory=dict)
    """Earlier keys and their handovers by file name; they come along where a night needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that was made."""

    path: Path
    sums_sha256: str
    """Hex digest of its SHA256SUMS: what the ledger names it by."""
    captures: int
    records: int
    sealed: tuple[str, ...]
    unsealed: tuple[str, ...]
    """Nights without a seal: nothing but the pack's own signature speaks for them."""
    size: int
    """Bytes of all its files."""


def check_out(out: Path) -> None:
    """Raise UsageError where a pack cannot be put there."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(
            translate("{out}: is there already; name another folder or file.", out=out)
        )


def make_pack(
    evidence: Path,
    out: Path,
    order: PackOrder,
    *,
    signer: Signer,
    enter: Callable[[Pack], None],
) -> Pack:
    """Make a pack at `out`, a folder or a `.zip`; `enter` puts it into the ledger before it appears.

    Raises EvidenceError where a record does not hold, UsageError where `out` is taken,
    UnavailableError where the disk fails.
    """
    check_out(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pack-", dir=out.parent) as scratch:
            folder = Path(scratch) / out.stem if is_zip(out) else Path(scratch) / out.name
            pack = _Packing(evidence, folder, order, signer).run(out)
            ready = write_zip(folder, Path(scratch) / out.name) if is_zip(out) else folder
            enter(pack)
            if out.is_dir():
                out.rmdir()
            ready.rename(out)
    except OSError as error:
        raise UnavailableError(
            translate("{out}: the pack could not be written ({why}).", out=out, why=error)
        ) from error
    return pack


def is_zip(out: Path) -> bool:
    """Whether a pack of that name is one ZIP file."""
    return out.suffix.lower() == ".zip"


class _Packing:
    def __init__(self, evidence: Path, folder: Path, order: PackOrder, signer: Signer) -> None:
        self.sources = PackSources(evidence)
        self.folder = folder
        self.order = order
        self.signer = signer

    def run(self, out: Path) -> Pack:
        places = self.sources.places(self.order.captures)
        for name, content in self.order.documents.items():
            self.put(name, content)
        for enclosure in self.order.enclosures:
            self.enclose(enclosure)
        self.write_wacz(places)
        nights = [self.sources.night(name) for name in dict.fromkeys(p.night for p in places)]
        for source in nights:
            self.write_night(source, [place for place in places if place.night == source.night])
        self.put(PACK_TEXT, self.pack_text(nights, places))
        self.put(SIGNER, self.signer.public_pem)
        self.write_signers(nights)
        self.put(VERIFY, VERIFY_SCRIPT.read_bytes())
        sums = pack_sums(self.folder)
        self.put(SUMS, sums)
        self.put(SUMS_SIGNATURE, self.signer.sign(sums))
        return Pack(
            path=out,
            sums_sha256=hashlib.sha256(sums).hexdigest(),
            captures=len(self.order.captures),
            records=len(places),
            sealed=tuple(source.night for source in nights if source.is_sealed),
            unsealed=tuple(source.night for source in nights if not source.is_sealed),
            size=sum((self.folder / name).stat().st_size for name in volume.files_of(self.folder)),
        )

    def enclose(self, enclosure: Enclosure) -> None:
        """Raises EvidenceError for a file that is gone, or is not the one that came in."""
        target = self.folder / enclosure.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if enclosure.path.is_file():
            shutil.copyfile(enclosure.path, target)
        if not target.is_file() or volume.file_digest(target) != enclosure.sha256:
            raise EvidenceError(
                translate(
                    "The attachment {sha256} is missing or was changed since it came in.",
                    sha256=enclosure.sha256,
                )
            )

    def write_wacz(self, places: Sequence[Place]) -> None:
        order = self.order
        about = About(
            title=order.title,
            description=order.subject,
            software=order.software,
            created=order.made_at,
        )
        work = self.folder / ".work"
        work.mkdir()
        records = self.sources.read(places)
        write_wacz(self.folder / WACZ, records, pages=order.pages, about=about, work=work)
        shutil.rmtree(work)

    def write_night(self, source: NightSource, places: Sequence[Place]) -> None:
        shown = {r.place.number: self.write_record(r) for r in self.sources.read(places)}
        folder = f"{NIGHTS}/{source.night}"
        for night, name in self.order.attachments:
            if night == source.night:
                self.put(f"{folder}/{name}", (source.folder / name).read_bytes())
        if not source.is_sealed:
            failure = volume.find_volume(source.folder.parent, source.night).failure
            self.put(f"{folder}/{UNSEALED}", f"UNSEALED / CHƯA NIÊM PHONG\n{failure}\n".encode())
            return
        sums = (source.folder / volume.SUMS).read_bytes()
        self.put(f"{folder}/{PROOF}", proof_text(source.leaves, sums, shown))
        for name in kept_of_seal(source.folder):
            self.put(f"{folder}/{name}", (source.folder / name).read_bytes())

    def write_record(self, record: PackedRecord) -> Halves:
        head, gap, block = record.member.content.partition(b"\r\n\r\n")
        stem = f"{RECORDS}/{record.place.night}/{record_name(record.place.number)}"
        self.put(f"{stem}.head", head + gap)
        self.put(f"{stem}.block", block)
        return Halves(
            head=hashlib.sha256(head + gap).hexdigest(), block=hashlib.sha256(block).hexdigest()
        )

    def write_signers(self, nights: Iterable[NightSource]) -> None:
        """The line of keys, where a night was sealed with another than signs the pack."""
        sealed = (one.folder / volume.SIGNER for one in nights if one.is_sealed)
        if any(path.read_bytes() != self.signer.public_pem for path in sealed):
            for name, content in self.order.signers.items():
                self.put(f"{SIGNERS}/{name}", content)

    def pack_text(self, nights: Iterable[NightSource], places: Sequence[Place]) -> bytes:
        order = self.order
        fields = [
            ("format", FORMAT),
            ("subject", order.subject),
            ("made", order.made_at.isoformat(timespec="seconds")),
            ("actor", order.actor),
            ("reason", order.reason),
            ("language", order.language),
            ("software", order.software),
            ("records", str(len(places))),
        ]
        fields += [("capture", f"{one.capture_id} {one.night}") for one in order.captures]
        fields += [
            ("night", f"{one.night} {'sealed' if one.is_sealed else 'UNSEALED'}") for one in nights
        ]
        lines = (f"{name}: {' '.join(value.split())}\n" for name, value in fields)
        return "".join(lines).encode("utf-8", "replace")

    def put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def pack_sums(folder: Path) -> bytes:
    """The list of a pack's files as `sha256sum` writes and checks it, sorted by name."""
    names = (name for name in volume.files_of(folder) if name not in {SUMS, SUMS_SIGNATURE})
    lines = (f"{volume.file_digest(folder / name)}  {name}\n" for name in names)
    return "".join(lines).encode("utf-8")
