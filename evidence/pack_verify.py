"""Checks a pack from its own files, and names each artefact that does not hold.

The same checks as its verify.sh, and one that a shell cannot do: that every record in case.wacz is
one of those that are proven.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from domain.errors import EvidenceError
from evidence import merkle, pack, timestamp, volume
from evidence.ingest import PREFIX
from evidence.pack_proof import NAME as PROOF
from evidence.pack_proof import Proof, follow_proof, record_name
from evidence.pack_zip import NAME, opened_zip
from evidence.signers import FOLDER as SIGNERS
from evidence.signers import line_of
from evidence.signing import is_signed, key_fingerprint
from evidence.verify import (
    BAD_RECORD,
    BAD_SIGNATURE,
    CHANGED,
    MISSING,
    NO_PATH,
    NOT_SEALED,
    UNLISTED,
    WRONG_NIGHT,
    Finding,
    Trusted,
    Verification,
    bad,
    good,
)
from evidence.wacz_check import WaczRecord, check_wacz
from messages import mark

NOT_SEALED_THEN = mark("the night was not sealed when the pack was made: nothing proves the time")
NOT_PROVEN = mark("is not in the proof")
NOT_IN_WACZ = mark("is not in case.wacz")
OTHER_KEY = mark("is not the key that sealed the night, and that key did not hand over to it")
UNKNOWN_FORM = mark("has an unknown form")
TWICE = mark("is listed twice")
NO_ZIP = mark("cannot be opened")
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


def verify_pack(path: Path, trusted: Trusted | None = None) -> Verification:
    """Check a pack, a folder or a ZIP. Raises nothing for what is wrong with it: that is a finding."""
    given = trusted or Trusted()
    if path.is_dir():
        found = tuple(_checked(path, given))
    else:
        try:
            with opened_zip(path) as folder:
                found = tuple(_checked(folder, given))
        except EvidenceError as error:
            found = (bad(path.name, NO_ZIP, error),)
    return Verification(subject=path.name, findings=found)


def _checked(folder: Path, trusted: Trusted) -> Iterator[Finding]:
    lacking = [name for name in pack.REQUIRED if not (folder / name).is_file()]
    yield from (bad(name, MISSING) for name in lacking)
    if not {pack.SUMS, pack.PACK_TEXT} & set(lacking):
        try:
            yield from _Checking(folder, trusted).run()
        except OSError as error:
            yield bad(str(error.filename or folder.name), MISSING, error.strerror)


class _Checking:
    def __init__(self, folder: Path, trusted: Trusted) -> None:
        self.folder = folder
        self.trusted = trusted
        self.sums = self.read(pack.SUMS)
        self.signer = self.read(pack.SIGNER)
        folder = self.folder / SIGNERS
        paths = folder.iterdir() if folder.is_dir() else ()
        self.line = line_of({p.name: p.read_bytes() for p in paths if p.is_file()})
        self.trusted_keys = {key_fingerprint(pem) for pem in trusted.signers}
        """Fingerprints of the keys that the checker has from elsewhere."""
        self.listed: dict[str, str] = {}
        """Name to digest, by the pack's own list."""
        self.leaves: dict[bytes, str] = {}
        """Leaf to name, of every loose record."""

    def read(self, name: str) -> bytes:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else b""

    def run(self) -> Iterator[Finding]:
        yield from self.signature()
        yield from self.files()
        yield from self.records()
        nights = self.nights()
        if not nights:
            yield bad(pack.PACK_TEXT, MISSING, "night")
        for night, is_sealed in nights:
            yield from self.night(night) if is_sealed else self.unsealed(night)
        yield from self.wacz()

    def signature(self) -> Iterator[Finding]:
        held = is_signed(self.sums, self.read(pack.SUMS_SIGNATURE), self.signer)
        held = held and self.is_known(self.signer)
        both = f"{pack.SUMS}, {pack.SUMS_SIGNATURE}"
        yield good(pack.SUMS_SIGNATURE) if held else bad(both, BAD_SIGNATURE)

    def is_known(self, signer: bytes) -> bool:
        """Whether the checker trusts this key, or one that handed over to it."""
        known = self.line.successors(self.trusted_keys)
        return not self.trusted_keys or key_fingerprint(signer) in known

    def hands_over(self, signer: bytes) -> bool:
        """Whether a night's key is the pack's, or handed over to it."""
        return key_fingerprint(self.signer) in self.line.successors([key_fingerprint(signer)])

    def files(self) -> Iterator[Finding]:
        for line in self.sums.decode("utf-8", "replace").split("\n")[:-1]:
            found = _SUM.fullmatch(line)
            if found is None or not NAME.fullmatch(found[2]):
                yield bad(pack.SUMS, UNKNOWN_FORM, line[:200])
                continue
            if found[2] in self.listed:
                yield bad(pack.SUMS, TWICE, found[2])
            self.listed[found[2]] = found[1]
        for name, digest in self.listed.items():
            yield self.file(name, digest)
        for name in volume.files_of(self.folder):
            if name not in self.listed and name not in {pack.SUMS, pack.SUMS_SIGNATURE}:
                yield bad(name, UNLISTED)

    def file(self, name: str, digest: str) -> Finding:
        path = self.folder / name
        if path.is_symlink() or not path.is_file():
            return bad(name, MISSING)
        return good(name) if volume.file_digest(path) == digest else bad(name, CHANGED, pack.SUMS)

    def nights(self) -> list[tuple[str, bool]]:
        fields = volume.parse_fields(self.read(pack.PACK_TEXT))
        stated = [value.partition(" ") for name, value in fields if name == "night"]
        # A name that could leave the folder is looked for, and missing, under another.
        return [(Path(night).name, state == "sealed") for night, _, state in stated]

    def records(self) -> Iterator[Finding]:
        """The leaf of each loose record, from its two halves as they lie there."""
        for path in sorted((self.folder / pack.RECORDS).glob("*/*.head")):
            block = path.with_suffix(".block")
            if block.is_file():
                content = path.read_bytes() + block.read_bytes()
                name = path.relative_to(self.folder).with_suffix("").as_posix()
                self.leaves[merkle.record_leaf(content)] = name
        if not self.leaves:
            yield bad(pack.RECORDS, MISSING)

    def unsealed(self, night: str) -> Iterator[Finding]:
        yield bad(f"{pack.NIGHTS}/{night}", NOT_SEALED_THEN)

    def night(self, night: str) -> Iterator[Finding]:
        place = f"{pack.NIGHTS}/{night}"
        if not (self.folder / place / volume.ROOT).is_file():
            yield bad(f"{place}/{volume.ROOT}", NOT_SEALED)
            return
        sums, root = self.read(f"{place}/{volume.SUMS}"), self.read(f"{place}/{volume.ROOT}")
        yield from self.bound(place, sums)
        try:
            proof = follow_proof(self.read(f"{place}/{PROOF}"), sums)
        except EvidenceError as error:
            yield bad(f"{place}/{PROOF}", str(error))
        else:
            yield from self.proven(night, proof, root)
        yield from self.attested(place, root, night)

    def bound(self, place: str, sums: bytes) -> Iterator[Finding]:
        """The night's own list, which is under its root, binds the seal's text and the keys."""
        try:
            listed = volume.parse_sums(sums)
        except EvidenceError as error:
            yield bad(f"{place}/{volume.SUMS}", str(error))
            return
        attached = [path.name for path in (self.folder / place).glob(f"{PREFIX}*")]
        for name in (volume.SEAL_TEXT, volume.SIGNER, volume.TSA_CHAIN, *sorted(attached)):
            path = self.folder / place / name
            if not path.is_file():
                yield bad(f"{place}/{name}", MISSING)
            elif volume.file_digest(path) != listed.get(name):
                yield bad(f"{place}/{name}", BAD_RECORD)

    def proven(self, night: str, proof: Proof, root: bytes) -> Iterator[Finding]:
        place = f"{pack.NIGHTS}/{night}"
        if proof.root != root:
            yield bad(f"{place}/{PROOF}, {place}/{volume.SUMS}, {place}/{volume.ROOT}", NO_PATH)
        else:
            yield good(f"{place}/{PROOF}")
        folder = self.folder / pack.RECORDS / night
        for number, halves in proof.shown.items():
            for half, digest in (("head", halves.head), ("block", halves.block)):
                path = folder / f"{record_name(number)}.{half}"
                name = path.relative_to(self.folder).as_posix()
                if not path.is_file():
                    yield bad(name, MISSING)
                elif volume.file_digest(path) != digest:
                    yield bad(name, BAD_RECORD)
        shown = {record_name(number) for number in proof.shown}
        for path in sorted(folder.glob("*")):
            if path.stem not in shown:
                yield bad(path.relative_to(self.folder).as_posix(), NOT_PROVEN)

    def attested(self, place: str, root: bytes, night: str) -> Iterator[Finding]:
        own_signer = self.read(f"{place}/{volume.SIGNER}")
        signature = f"{place}/{volume.ROOT_SIGNATURE}"
        known = self.is_known(own_signer) or (
            self.hands_over(own_signer) and self.is_known(self.signer)
        )
        if known and is_signed(root, self.read(signature), own_signer):
            yield good(signature)
        else:
            yield bad(f"{place}/{volume.ROOT}, {signature}", BAD_SIGNATURE)
        if not self.hands_over(own_signer) and not (self.trusted_keys and known):
            yield bad(pack.SIGNER, OTHER_KEY, night)
        fields = volume.parse_fields(self.read(f"{place}/{volume.SEAL_TEXT}"))
        stated = [value for name, value in fields if name == "night"]
        if stated != [night]:
            yield bad(f"{place}/{volume.SEAL_TEXT}", WRONG_NIGHT, ", ".join(stated))
        authorities = [value for name, value in fields if name == "authority"]
        if not authorities:
            yield bad(f"{place}/{volume.SEAL_TEXT}", MISSING, "authority")
        chain = self.trusted.tsa_chain or self.read(f"{place}/{volume.TSA_CHAIN}")
        for authority in authorities:
            token = f"{place}/{volume.token_name(authority)}"
            try:
                timestamp.check(self.read(token), root, chain, authority)
            except EvidenceError as error:
                yield bad(token, str(error))
            else:
                yield good(token)

    def wacz(self) -> Iterator[Finding]:
        path = self.folder / pack.WACZ
        if not path.is_file():
            return
        inside: list[WaczRecord] = []
        yield from check_wacz(path, inside.append)
        for record in inside:
            if record.leaf not in self.leaves:
                yield bad(f"{pack.WACZ}!{record.name}", NOT_PROVEN)
        for leaf in self.leaves.keys() - {record.leaf for record in inside}:
            yield bad(self.leaves[leaf], NOT_IN_WACZ)
