"""A pack of two sealed nights, and what both verifiers say of a copy of it."""

import shutil

import pytest

from tests.evidence.nights import seal, write_night
from tests.evidence.packs import both_say, pack_of
from tests.evidence.visits import SECOND


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Two sealed nights, and a pack with one capture of each."""
    evidence = tmp_path_factory.mktemp("packs") / "evidence"
    first = write_night(evidence, count=2)
    seal(evidence)
    second = write_night(evidence, SECOND, count=1)
    seal(evidence, SECOND)
    out = evidence.parent / "vu-1"
    pack_of(evidence, [first[0], second[0]], out)
    return evidence, out, (first[0], second[0])


@pytest.fixture
def pack(made, tmp_path):
    folder = tmp_path / "vu-1"
    shutil.copytree(made[1], folder)
    return folder


@pytest.fixture
def told(made, pack, tmp_path):
    def names(folder=pack, **trusted):
        return both_say(folder, tmp_path / "tools", made[1] / "verify.sh", **trusted)

    return names
