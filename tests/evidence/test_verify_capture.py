"""One capture is checked by itself: its records, its visit, and what attests the night."""

import pytest

from config.settings import Settings
from domain.errors import EvidenceError
from evidence.store import NightStore
from evidence.verify import Trusted
from evidence.verify_capture import verify_capture
from jobs import verify
from tests.evidence.nights import keys_of, seal, write_night
from tests.evidence.visits import NIGHT, SITE, capture, exchange

URL = "http://shopee.localhost/a.png"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A night with three captures, the third of which refers to a picture of the first."""
    evidence = tmp_path_factory.mktemp("one") / "evidence"
    stored = []
    with NightStore(evidence, NIGHT, SITE, reserve_bytes=0) as store:
        for number, body in (
            (1, b"\x89PNG one" * 400),
            (2, b"\x89PNG two"),
            (3, b"\x89PNG one" * 400),
        ):
            picture = exchange(URL, body, resource_type="image")
            stored.append(store.write(capture(number, exchanges=(picture,))))
    seal(evidence)
    return evidence, stored


@pytest.fixture
def told(sealed):
    """What is named of a capture, by its number."""
    evidence, stored = sealed

    def say(number):
        checked = verify_capture(evidence / NIGHT, stored[number - 1].capture_id)
        return "\n".join(finding.artefact for finding in checked.broken)

    return say


class Changed:
    """A file with other bytes while the block runs."""

    def __init__(self, path, change):
        self.path, self.before = path, path.read_bytes()
        self.after = change(self.before)

    def __enter__(self):
        self.path.chmod(0o644)
        self.path.write_bytes(self.after)

    def __exit__(self, *_):
        self.path.write_bytes(self.before)


def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def record_of(sealed, number, kind):
    evidence, stored = sealed
    one = next(r for r in stored[number - 1].records if r.type == kind)
    path = evidence / NIGHT / "warc" / stored[number - 1].warc_file
    return path, one


def test_a_capture_of_a_sealed_night_holds(told):
    assert [told(number) for number in (1, 2, 3)] == ["", "", ""]


def test_a_changed_record_is_named_in_the_captures_that_rest_on_it_only(sealed, told):
    path, one = record_of(sealed, 1, "response")
    with Changed(path, lambda content: flipped(content, one.offset + one.length - 9)):
        assert one.record_id in told(1)
        assert told(2) == ""
        assert f"{NIGHT}/warc/{path.name} @{one.offset}" in told(3)


@pytest.mark.parametrize(
    "file", ["leaves.bin", "records.tsv", "root.bin", "root.sig", "root.practice.tsr", "SHA256SUMS",
             "seal.txt", "signer.pem", f"visits-{SITE}.jsonl"]
)  # fmt: skip
def test_a_changed_list_or_seal_is_named(sealed, told, file):
    with Changed(sealed[0] / NIGHT / file, lambda content: flipped(content, len(content) // 2)):
        assert file in told(2)


def test_a_record_that_the_list_leaves_out_is_named(sealed, told):
    _, one = record_of(sealed, 2, "response")
    folder = sealed[0] / NIGHT

    def without(content):
        lines = content.splitlines(keepends=True)
        return b"".join(line for line in lines if one.record_id.encode() not in line)

    with Changed(folder / "records.tsv", without):
        assert one.record_id in told(2)


def test_a_capture_of_an_unsealed_night_does_not_hold(tmp_path):
    (stored,) = write_night(tmp_path, count=1)
    checked = verify_capture(tmp_path / NIGHT, stored.capture_id)
    assert [finding.artefact for finding in checked.broken] == ["root.bin"]


def test_a_night_without_that_capture_says_so(sealed):
    with pytest.raises(EvidenceError, match="nothing-of-that-id"):
        verify_capture(sealed[0] / NIGHT, "nothing-of-that-id")


def test_the_command_finds_the_capture_in_whichever_night_it_lies(sealed):
    evidence, stored = sealed
    keys_of(evidence)
    settings = Settings(home=evidence.parent)
    (checked,) = verify.run(settings, stored[2].capture_id, Trusted())
    assert (checked.subject, checked.holds) == (stored[2].capture_id, True)
