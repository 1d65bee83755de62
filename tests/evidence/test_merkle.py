import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from evidence import merkle

COUNTS = (1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 100)


def leaves(count):
    return [merkle.hash_leaf(b"%d" % n) for n in range(count)]


@pytest.mark.parametrize("count", COUNTS)
def test_the_root_is_the_one_that_pymerkle_computes(count):
    tree = InmemoryTree(algorithm="sha256")
    for n in range(count):
        tree.append_entry(b"%d" % n)
    assert merkle.root(leaves(count)) == tree.get_root()


def test_the_root_of_nothing_is_the_digest_of_nothing():
    assert merkle.root([]) == hashlib.sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_any_leaves_lead_to_the_root_and_changed_ones_do_not(count, data):
    every = leaves(count)
    shown = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    steps = merkle.proof_of(every, shown)
    given_leaves = {index: every[index] for index in shown}
    assert merkle.follow(steps, given_leaves) == merkle.root(every)
    forged = given_leaves | {min(shown): merkle.hash_leaf(b"forged")}
    assert merkle.follow(steps, forged) != merkle.root(every)


@given(st.integers(1, 200))
def test_the_last_leaf_leads_to_the_root_by_left_siblings_alone(count):
    every = leaves(count)
    assert merkle.follow_last(every[-1], merkle.last_path(every)) == merkle.root(every)


@given(st.integers(1, 64), st.integers(1, 64))
def test_a_tree_is_consistent_with_its_prefix_and_with_no_other(size, more):
    every = leaves(size + more)
    proof = merkle.consistency_proof(every, size)
    new = merkle.root(every)
    assert merkle.is_consistent(merkle.root(every[:size]), size, new, len(every), proof)
    assert not merkle.is_consistent(merkle.hash_leaf(b"x"), size, new, len(every), proof)


@pytest.mark.parametrize("steps", [
    (), (merkle.Step(action="node"),), (merkle.Step(action="hash", digest=b"short"),),
    (merkle.Step(action="leaf", index=4),), (merkle.Step(action="hash", digest=bytes(32)),) * 2,
])  # fmt: skip
def test_steps_that_are_no_proof_are_refused(steps):
    with pytest.raises(ValueError, match="not a proof"):
        merkle.follow(steps, {0: bytes(32)})


def test_a_records_leaf_covers_every_byte_of_it():
    record = b"WARC/1.1\r\nWARC-Date: 2026\r\n\r\nblock\r\n\r\nmore\r\n\r\n"
    leaf = merkle.record_leaf(record)
    changed = {merkle.record_leaf(record[:i] + b"#" + record[i + 1 :]) for i in range(len(record))}
    assert leaf not in changed
    head = hashlib.sha256(b"WARC/1.1\r\nWARC-Date: 2026\r\n\r\n").digest()
    block = hashlib.sha256(b"block\r\n\r\nmore\r\n\r\n").digest()
    assert leaf == hashlib.sha256(b"\0" + head + block).digest()
