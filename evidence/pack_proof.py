"""The proof that a pack's records are among those of a sealed night: `nights/<night>/proof.txt`.

    shopwitness-proof/1
    leaf 000012 <SHA-256 of the header> <SHA-256 of the block>     push a record's leaf
    sums                                                           push the leaf of SHA256SUMS
    hash <digest>                                                  push a subtree that is not shown
    node                                                           join the two on top

What is left at the end is the night's root. A shell with sha256sum can follow it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import EvidenceError
from evidence import merkle, volume
from messages import translate

NAME = "proof.txt"
FORMAT = "shopwitness-proof/1"
_HEX = "([0-9a-f]{64})"
_LINE = re.compile(rf"leaf (\d{{6,}}) {_HEX} {_HEX}|hash {_HEX}|sums|node")


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """What a record's leaf is made of."""

    head: str
    """Hex SHA-256 of the WARC header with its empty line."""
    block: str
    """Hex SHA-256 of the rest."""

    @property
    def leaf(self) -> bytes:
        """The leaf of the record."""
        return merkle.hash_leaf(bytes.fromhex(self.head) + bytes.fromhex(self.block))


def record_name(number: int) -> str:
    """Under which name a record's two halves lie in a pack."""
    return f"{number:06d}"


def proof_text(leaves: Iterable[bytes], sums: bytes, shown: Mapping[int, Halves]) -> bytes:
    """The proof of these records, by their leaves' numbers, in a night with these leaves.

    Raises EvidenceError where a record is not the one that was sealed under its number.
    """
    every = [*leaves, merkle.hash_leaf(sums)]
    last = len(every) - 1
    for number, halves in shown.items():
        if every[number : number + 1] != [halves.leaf] or number == last:
            message = translate(
                "Record {number} differs from what was sealed; run the verification of its night.",
                number=number,
            )
            raise EvidenceError(message)
    lines = [FORMAT]
    for step in merkle.proof_of(every, {*shown, last}):
        if step.action == "hash":
            lines.append(f"hash {step.digest.hex()}")
        elif step.action == "node":
            lines.append("node")
        elif step.index == last:
            lines.append("sums")
        else:
            halves = shown[step.index]
            lines.append(f"leaf {record_name(step.index)} {halves.head} {halves.block}")
    return ("\n".join(lines) + "\n").encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof that was read."""

    shown: Mapping[int, Halves]
    root: bytes
    """Where it leads to."""


def follow_proof(text: bytes, sums: bytes) -> Proof:
    """Work through a proof; raises EvidenceError for text that is none."""
    first, *lines = text.decode("ascii", "replace").split("\n")
    if first != FORMAT or not lines or lines.pop() != "":
        raise _no_proof(first)
    shown: dict[int, Halves] = {}
    steps: list[merkle.Step] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise _no_proof(line)
        if found[1]:
            number = int(found[1])
            if number in shown:
                raise _no_proof(line)
            shown[number] = Halves(head=found[2], block=found[3])
            steps.append(merkle.Step(action="leaf", index=number))
        elif found[4]:
            steps.append(merkle.Step(action="hash", digest=bytes.fromhex(found[4])))
        else:
            steps.append(merkle.Step(action="leaf" if line == "sums" else line))
    leaves = {number: halves.leaf for number, halves in shown.items()}
    try:
        root = merkle.follow(steps, leaves | {-1: merkle.hash_leaf(sums)})
    except ValueError as error:
        raise _no_proof(str(error)) from error
    return Proof(shown=shown, root=root)


def kept_of_seal(folder: Path) -> tuple[str, ...]:
    """The files of a sealed night that go into a pack beside the proof."""
    tokens = sorted(path.name for path in folder.glob(volume.token_name("*")))
    return (
        volume.ROOT,
        volume.ROOT_SIGNATURE,
        volume.SEAL_TEXT,
        volume.SIGNER,
        volume.SUMS,
        volume.TSA_CHAIN,
        *tokens,
    )


def _no_proof(line: str) -> EvidenceError:
    return EvidenceError(translate("A line is none of a proof: {line}", line=line[:100]))
