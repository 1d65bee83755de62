"""Blocks that may not be shown any more, although what proves them stays.

A leaf is a digest over the digests of a record's header and of its block. Whoever gets the header and
the block's digest can follow the leaf to the root without seeing the block. The WARC file itself is
never changed: a withheld block stays under seal; no payload is handed out and no pack has it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.errors import EvidenceError, UsageError
from evidence import merkle, volume
from evidence.ledger import Entry, EntryType, Ledger, Payload
from evidence.warc import read_member
from messages import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One record whose block is withheld."""

    night: str
    record_id: str
    """`<urn:uuid:...>`."""
    leaf: int
    """Number of the record's leaf in its night, from 0."""
    header: bytes
    """The WARC header with its empty line: it is shown, as it says when and what was answered."""
    block_sha256: str
    """Hex digest of what stands behind the header, with the two line ends that close the record."""

    @property
    def leaf_hash(self) -> bytes:
        """The leaf, computed without the block."""
        return merkle.hash_leaf(
            hashlib.sha256(self.header).digest() + bytes.fromhex(self.block_sha256)
        )


def withhold(
    evidence: Path, night: str, record_id: str, *, ledger: Ledger, actor: str, reason: str
) -> Withheld:
    """Withhold a record of a sealed night from now on; who and why goes into `ledger`.

    Raises EvidenceError where the record does not hold, UsageError where there is none of that id,
    where the night is not sealed, or where no reason is given.
    """
    if not reason.strip():
        raise UsageError(translate("Say why the block is withheld: --reason."))
    one = describe(evidence, night, record_id)
    payload = {
        "withheld": one.record_id,
        "night": night,
        "leaf": one.leaf,
        "header_sha256": hashlib.sha256(one.header).hexdigest(),
        "block_sha256": one.block_sha256,
        "reason": reason.strip(),
    }
    ledger.append(EntryType.REDACT, actor, payload)
    return one


def describe(evidence: Path, night: str, record_id: str) -> Withheld:
    """A record as it can be given away without its block; raises as `withhold` does."""
    wanted = f"<urn:uuid:{record_id.strip().strip('<>').removeprefix('urn:uuid:')}>"
    folder = volume.find_volume(evidence, night).folder
    if not volume.is_sealed(folder):
        raise UsageError(translate("The night {night} is not sealed yet.", night=night))
    for row in (folder / volume.RECORDS).read_text("ascii").splitlines():
        index, name, offset, length, found = row.split("\t")
        if found == wanted:
            member = read_member(folder / "warc" / name, int(offset), int(length))
            header, block = merkle.split_record(member.content)
            one = Withheld(
                night=night,
                record_id=wanted,
                leaf=int(index),
                header=header,
                block_sha256=hashlib.sha256(block).hexdigest(),
            )
            return _checked(folder, one)
    raise UsageError(
        translate("There is no record {record} in night {night}.", record=wanted, night=night)
    )


def withheld_ids(evidence: Path) -> frozenset[str]:
    """The ids of every record that is withheld, by all ledgers."""
    return frozenset(str(payload["withheld"]) for payload in _withheld(evidence))


def withheld_leaves(evidence: Path) -> frozenset[tuple[str, int]]:
    """As `withheld_ids`: the night and the number of the leaf of each."""
    return frozenset((str(p["night"]), int(p["leaf"])) for p in _withheld(evidence))


def custody(evidence: Path, type_: EntryType) -> Iterator[Entry]:
    """Every entry of a type in every night's ledger, oldest night first.

    A ledger that does not hold is read up to its first break; verification names the break.
    """
    mark = f'"type":"{type_}"'.encode()
    for one in volume.volumes(evidence):
        path = one.folder / volume.LEDGER
        if path.is_file() and mark in path.read_bytes():
            with suppress(EvidenceError):
                yield from (e for e in Ledger(path=path).entries() if e.type is type_)


def _withheld(evidence: Path) -> Iterator[Payload]:
    entries = custody(evidence, EntryType.REDACT)
    return (entry.payload for entry in entries if "withheld" in entry.payload)


def _checked(folder: Path, one: Withheld) -> Withheld:
    leaves = (folder / volume.LEAVES).read_bytes()
    if leaves[one.leaf * 32 : one.leaf * 32 + 32] != one.leaf_hash:
        raise EvidenceError(
            translate(
                "Record {record} differs from what was sealed; verify the night {night}.",
                record=one.record_id,
                night=one.night,
            )
        )
    return one
