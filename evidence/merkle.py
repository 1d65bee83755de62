"""The tree of a night: RFC 6962 hashing over leaves that cover whole WARC records.

A record's leaf is `SHA-256(0x00 || SHA-256(header) || SHA-256(block))`, where header runs up to and
with the empty line, and block is the rest, with the two line ends that close a record. Every byte
of the record is covered, and a block that must not be shown can be given as its digest alone.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

LEAF = b"\x00"
NODE = b"\x01"
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a proof, worked through with a stack: push a leaf or a digest, or join two."""

    action: str
    """`leaf`, `hash` or `node`."""
    index: int = -1
    """Of a leaf, in the night's order."""
    digest: bytes = b""
    """Of a subtree whose leaves are not shown."""


def hash_leaf(data: bytes) -> bytes:
    """RFC 6962 digest of a leaf's data."""
    return hashlib.sha256(LEAF + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """RFC 6962 digest of an inner node."""
    return hashlib.sha256(NODE + left + right).digest()


def split_record(content: bytes) -> tuple[bytes, bytes]:
    """Header with its empty line, and the rest, of a whole uncompressed record."""
    head, gap, rest = content.partition(b"\r\n\r\n")
    return head + gap, rest


def record_data(content: bytes) -> bytes:
    """What a record's leaf is the digest of: the digests of its header and of its block."""
    head, block = split_record(content)
    return hashlib.sha256(head).digest() + hashlib.sha256(block).digest()


def record_leaf(content: bytes) -> bytes:
    """The leaf of a whole uncompressed record."""
    return hash_leaf(record_data(content))


def root(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash of RFC 6962, section 2.1; of no leaves it is SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        joined = [hash_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        # A last one without a neighbour goes up as it is: the same tree as RFC 6962's.
        level = joined + level[len(joined) * 2 :]
    return level[0]


def proof_of(leaves: Sequence[bytes], shown: AbstractSet[int]) -> tuple[Step, ...]:
    """The steps by which the leaves of these indices lead to the root."""
    if not shown or min(shown) < 0 or max(shown) >= len(leaves):
        raise ValueError(f"no such leaves among {len(leaves)}: {sorted(shown)[:3]}")
    return tuple(_steps(leaves, 0, len(leaves), sorted(shown)))


def follow(steps: Iterable[Step], leaf_of: dict[int, bytes]) -> bytes:
    """The root that the steps lead to; raises ValueError where they are not a proof."""
    stack: list[bytes] = []
    for step in steps:
        if step.action == "leaf" and step.index in leaf_of:
            stack.append(leaf_of[step.index])
        elif step.action == "hash" and len(step.digest) == DIGEST_BYTES:
            stack.append(step.digest)
        elif step.action == "node" and len(stack) > 1:
            right, left = stack.pop(), stack.pop()
            stack.append(hash_node(left, right))
        else:
            raise ValueError("the steps are not a proof")
    if len(stack) != 1:
        raise ValueError("the steps are not a proof")
    return stack[0]


def last_path(leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Siblings of the last leaf from the lowest up; each stands on its left."""
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        path.append(root(leaves[low:middle]))
        low = middle
    return tuple(reversed(path))


def follow_last(leaf: bytes, path: Iterable[bytes]) -> bytes:
    """The root that the last leaf leads to."""
    for sibling in path:
        leaf = hash_node(sibling, leaf)
    return leaf


def consistency_proof(leaves: Sequence[bytes], size: int) -> tuple[bytes, ...]:
    """RFC 6962, section 2.1.2: that the first `size` leaves are a prefix of these."""
    if not 0 < size <= len(leaves):
        raise ValueError(f"no tree of {size} leaves within {len(leaves)}")
    return tuple(_consistency(leaves, size, whole=True))


def is_consistent(old: bytes, size: int, new: bytes, new_size: int, proof: Sequence[bytes]) -> bool:
    """Whether a tree of `size` leaves and root `old` is a prefix of the newer one (RFC 9162)."""
    if size == new_size:
        return not proof and old == new
    nodes = ([old] if size & (size - 1) == 0 else []) + list(proof)
    if not nodes or not 0 < size < new_size:
        return False
    first, last = size - 1, new_size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    small = large = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            small, large = hash_node(node, small), hash_node(node, large)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            large = hash_node(large, node)
        first, last = first >> 1, last >> 1
    return last == 0 and small == old and large == new


def _steps(leaves: Sequence[bytes], low: int, high: int, shown: Sequence[int]) -> Iterator[Step]:
    if not shown:
        yield Step(action="hash", digest=root(leaves[low:high]))
    elif high - low == 1:
        yield Step(action="leaf", index=low)
    else:
        middle = low + _split(high - low)
        yield from _steps(leaves, low, middle, [i for i in shown if i < middle])
        yield from _steps(leaves, middle, high, [i for i in shown if i >= middle])
        yield Step(action="node")


def _consistency(leaves: Sequence[bytes], size: int, *, whole: bool) -> Iterator[bytes]:
    if size == len(leaves):
        if not whole:
            yield root(leaves)
        return
    middle = _split(len(leaves))
    if size <= middle:
        yield from _consistency(leaves[:middle], size, whole=whole)
        yield root(leaves[middle:])
    else:
        yield from _consistency(leaves[middle:], size - middle, whole=False)
        yield root(leaves[:middle])


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
