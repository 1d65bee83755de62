"""Which WARC records a pack must hold, and where each of them lies in the nights.

captures -> their records, the warcinfo record of each file, the originals of revisit records
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from domain.capture import StoredCapture, StoredRecord
from domain.errors import EvidenceError
from evidence import volume
from evidence.readings import FACTS_URN
from evidence.revisit import named_original, read_original
from evidence.store import OPEN
from evidence.tombstone import WRITER
from evidence.warc import Member, Record, read_member, scan
from evidence.withhold import withheld_leaves
from messages import translate

WARCINFO = "warcinfo"
REVISIT = "revisit"
FACTS_WITHIN = 100
"""Records after a capture within which what it was read as is looked for: pages load side by side."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where one record of a pack lies."""

    night: str
    file: str
    """Name within the night's `warc` folder, as it is or will be called."""
    offset: int
    length: int
    """Bytes of the gzip member."""
    number: int = 0
    """Its leaf in a sealed night; in an unsealed one its position in the pack, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRecord:
    """A record, checked, as it goes into a pack."""

    place: Place
    member: Member
    packed: bytes
    """The gzip member as it lies in the night's file."""
    record: Record


@dataclass(frozen=True, kw_only=True)  # no slots: it caches what it reads
class NightSource:
    """One night that a pack takes records from."""

    folder: Path

    @property
    def night(self) -> str:
        """Its name."""
        return self.folder.name

    @cached_property
    def is_sealed(self) -> bool:
        """Whether there is a root that its records can be proven against."""
        return volume.is_sealed(self.folder)

    @cached_property
    def leaves(self) -> tuple[bytes, ...]:
        """The leaves of its records; none where it is not sealed."""
        packed = (self.folder / volume.LEAVES).read_bytes() if self.is_sealed else b""
        return tuple(packed[i : i + 32] for i in range(0, len(packed), 32))

    @cached_property
    def by_id(self) -> Mapping[str, Place]:
        """Every record's place by its id, from the sealed list or from the files themselves."""
        return {record_id: place for record_id, place in self._places() if record_id}

    @cached_property
    def numbers(self) -> Mapping[tuple[str, int], int]:
        """A sealed record's leaf by its file and offset."""
        return {(p.file, p.offset): p.number for p in self.by_id.values()}

    def path(self, file: str) -> Path:
        """The file under its final name or while it is still written."""
        path = self.folder / "warc" / file
        still_open = path.with_name(file + OPEN)
        return still_open if not path.exists() and still_open.exists() else path

    def read(self, place: Place) -> PackedRecord:
        """The record that lies there; raises EvidenceError where it does not hold."""
        path = self.path(place.file)
        member = read_member(path, place.offset, place.length)
        with path.open("rb") as stream:
            stream.seek(place.offset)
            packed = stream.read(place.length)
        return PackedRecord(place=place, member=member, packed=packed, record=member.record)

    def _places(self) -> Iterator[tuple[str, Place]]:
        if not self.is_sealed:
            yield from self._scanned()
            return
        for row in (self.folder / volume.RECORDS).read_text("ascii").splitlines():
            number, file, offset, length, record_id = row.split("\t")
            place = Place(
                night=self.night,
                file=file,
                offset=int(offset),
                length=int(length),
                number=int(number),
            )
            yield record_id, place

    def _scanned(self) -> Iterator[tuple[str, Place]]:
        for path in volume.warc_files(self.folder):
            for member in scan(path):
                place = Place(
                    night=self.night, file=path.name, offset=member.offset, length=member.length
                )
                yield member.record.header("WARC-Record-ID"), place


class PackSources:
    """Finds the records of captures over all nights."""

    def __init__(self, evidence: Path) -> None:
        self._evidence = evidence
        self._nights: dict[str, NightSource] = {}

    def night(self, name: str) -> NightSource:
        """One night; raises EvidenceError where its folder is gone."""
        if name not in self._nights:
            folder = volume.find_volume(self._evidence, name).folder
            self._nights[name] = NightSource(folder=folder)
        return self._nights[name]

    def places(self, captures: Sequence[StoredCapture]) -> tuple[Place, ...]:
        """Every record that the captures need, in the nights' order, each once and numbered.

        Raises EvidenceError where one is missing or is not what was stored.
        """
        found: set[Place] = set()
        for stored in captures:
            source = self.night(stored.night)
            found.add(self._warcinfo(source, stored.warc_file))
            for record in stored.records:
                place = _place(stored, record)
                self._check(source, place, record)
                found.add(place)
                if record.type == REVISIT:
                    original = self._original(source.read(place))
                    found |= {original, self._warcinfo(self.night(original.night), original.file)}
            found |= self._facts(source, stored)
        found |= self._tombstones({stored.capture_id for stored in captures})
        withheld = withheld_leaves(self._evidence)
        numbered = self._numbered(sorted(found))
        return tuple(p for p in numbered if (p.night, p.number) not in withheld)

    def read(self, places: Iterable[Place]) -> Iterator[PackedRecord]:
        """The records, one at a time."""
        return (self.night(place.night).read(place) for place in places)

    def _check(self, source: NightSource, place: Place, record: StoredRecord) -> None:
        member = read_member(source.path(place.file), place.offset, place.length)
        if member.whole_sha256 != record.sha256:
            raise EvidenceError(
                translate(
                    "{path}: record {record} is not what was stored; take the file from a copy and "
                    "run the verification.",
                    path=source.path(place.file),
                    record=record.record_id,
                )
            )

    def _warcinfo(self, source: NightSource, file: str) -> Place:
        path = source.path(file)
        first = next(scan(path)) if path.is_file() else None
        if first is None:
            raise EvidenceError(
                translate("{path}: the file is missing; take it from a copy.", path=path)
            )
        return Place(night=source.night, file=file, offset=first.offset, length=first.length)

    def _facts(self, source: NightSource, stored: StoredCapture) -> set[Place]:
        """What the capture was read as: a record that follows its last one soon, where one does."""
        path, last = source.path(stored.warc_file), stored.records[-1]
        for member in islice(scan(path, last.offset + last.length), FACTS_WITHIN):
            record = member.record
            if not record.header("WARC-Target-URI").startswith(FACTS_URN):
                continue
            if record.header("WARC-Page-ID") == stored.capture_id:
                where = {"offset": member.offset, "length": member.length}
                return {Place(night=source.night, file=stored.warc_file, **where)}
        return set()

    def _tombstones(self, captures: Container[str]) -> set[Place]:
        """What says that a listing was taken away, where one of these captures showed it first."""
        found: set[Place] = set()
        for night in volume.volumes(self._evidence):
            for path in volume.warc_files(night.folder):
                if path.name.endswith(f"-{WRITER}.warc.gz"):
                    found |= _speaking_of(captures, night.night, path)
        return found

    def _original(self, revisit: PackedRecord) -> Place:
        """Where the bytes lie that a revisit record leaves out; it is read and compared."""
        named = named_original(revisit.record)
        if named is not None:
            read_original(self._evidence, named, revisit.record.header("WARC-Payload-Digest"))
            return Place(
                night=named.night, file=named.warc_file, offset=named.offset, length=named.length
            )
        wanted = revisit.record.header("WARC-Refers-To")
        nights = [v.night for v in volume.volumes(self._evidence)]
        # The night itself first, then backwards: an original is older than what refers to it.
        for name in (revisit.place.night, *reversed(nights)):
            place = self.night(name).by_id.get(wanted)
            if place is not None:
                return replace(place, number=0)
        raise EvidenceError(
            translate(
                "{record}: the record that a revisit refers to is in no night; take it from a copy.",
                record=wanted,
            )
        )

    def _numbered(self, places: list[Place]) -> tuple[Place, ...]:
        counted: dict[str, int] = {}
        numbered = []
        for place in places:
            source = self.night(place.night)
            counted[place.night] = counted.get(place.night, 0) + 1
            number = counted[place.night]
            if source.is_sealed:
                number = source.numbers.get((place.file, place.offset), -1)
            if number < 0:
                message = translate(
                    "{folder}: a capture's record is not among those that were sealed.",
                    folder=source.folder,
                )
                raise EvidenceError(message)
            numbered.append(replace(place, number=number))
        return tuple(numbered)


def _speaking_of(captures: Container[str], night: str, path: Path) -> set[Place]:
    """The tombstones of a file that name one of these captures, with the file's first record."""
    found: set[Place] = set()
    first: Place | None = None
    for member in scan(path):
        place = Place(night=night, file=path.name, offset=member.offset, length=member.length)
        first = first or place
        if member.record.header("WARC-Page-ID") in captures:
            found |= {first, place}
    return found


def _place(stored: StoredCapture, record: StoredRecord) -> Place:
    return Place(
        night=stored.night, file=stored.warc_file, offset=record.offset, length=record.length
    )
