"""A crash at any write, flush, rename or cut loses no capture that was reported, and stops nothing."""

import json
import shutil

import pytest

from evidence import volume
from evidence.ledger import Ledger
from evidence.localtsa import make_local_authority
from evidence.recover import captures_of, recover
from evidence.redact import Redactor
from evidence.store import NightStore, load_capture
from evidence.vault import make_vault_keys, open_vault, openings_of
from evidence.verify import verify_night
from tests.evidence.faults import BEFORE, HALF, die_at, points_of
from tests.evidence.nights import keys_of, run_script, seal
from tests.evidence.visits import NIGHT, SITE, capture, exchange

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SECRET = "SPC_EC-7f31a09c55de"
WAYS = (BEFORE, HALF)


def with_cookie(number):
    cookie = exchange(request_headers=(("Cookie", f"SPC_EC={SECRET}"),))
    return capture(number, exchanges=(cookie,))


def crawl_a_night(home, visits=3, roll_bytes=4500):
    """Captures with secrets, by default in more files than one; reports each id."""

    def work(report):
        vault = open_vault(home / "keys", home / "vault.jsonl")
        with NightStore(
            home / "evidence",
            NIGHT,
            SITE,
            reserve_bytes=0,
            roll_bytes=roll_bytes,
            redact=Redactor(keep=vault.keep),
        ) as store:
            for number in range(1, visits + 1):
                report(store.write(with_cookie(number)).capture_id)

    return work


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Keys for every home of these tests; openssl is slow to make them."""
    folder = tmp_path_factory.mktemp("home")
    make_vault_keys(folder / "keys")
    keys_of(folder / "evidence")
    make_local_authority(folder / "keys" / "tsa")
    return folder / "keys"


@pytest.fixture
def make_home(tmp_path, keys):
    def make(name, like=None):
        if like is not None:
            shutil.copytree(like, tmp_path / name)
        else:
            (tmp_path / name).mkdir()
            (tmp_path / name / "keys").symlink_to(keys)
        return tmp_path / name

    return make


def stored_in(evidence):
    files = sorted((evidence / NIGHT / "warc").glob("*.warc.gz"))
    return {s.capture_id: s for path in files for s in captures_of(path)}


def check_nothing_is_lost(home, reported):
    evidence = home / "evidence"
    stored = stored_in(evidence)
    assert set(reported) <= set(stored)
    listed = [
        json.loads(line)["capture_id"]
        for log in volume.visit_logs(evidence / NIGHT)
        for line in log.read_bytes().splitlines()
    ]
    assert sorted(listed) == sorted(stored), "each capture has its one line"
    for capture_id, place in stored.items():
        kept = load_capture(evidence, place)
        (opening,) = [
            o
            for o in openings_of(home / "vault.jsonl", home / "keys" / "vault.key", capture_id)
            if o.value == SECRET
        ]
        assert opening.mark in str(kept.exchanges[0].request_headers)


def check_torn_is_named(home):
    night = home / "evidence" / NIGHT
    named = {
        entry.payload["torn_tail"]
        for entry in Ledger(path=night / volume.LEDGER).entries()
        if "torn_tail" in entry.payload
    }
    torn = {path.relative_to(night).as_posix() for path in (night / "warc").glob("*.torn*")}
    assert torn <= named
    assert not list((night / "warc").glob("*.open"))


def check_the_chain_goes_on(home):
    evidence = home / "evidence"
    with NightStore(evidence, NIGHT, SITE, reserve_bytes=0) as store:
        store.write(capture(9))
    if not volume.is_sealed(evidence / NIGHT):
        seal_it(home)
    assert verify_night(evidence / NIGHT).broken == ()
    assert run_script(evidence / NIGHT)[0] == 0


def seal_it(home):
    seal(home / "evidence", authorities=[make_local_authority(home / "keys" / "tsa")])


@pytest.mark.parametrize("how", WAYS)
def test_a_crash_at_any_point_of_a_crawl(make_home, how):
    points = points_of(crawl_a_night(make_home("count")))
    assert points > 60
    died = torn = 0
    for point in range(points):
        home = make_home(str(point))
        reported, dead = die_at(point, crawl_a_night(home), how)
        died += dead
        night = home / "evidence" / NIGHT
        if night.is_dir():
            torn += sum(one.torn_bytes > 0 for one in recover(night).files)
            check_nothing_is_lost(home, reported)
            check_torn_is_named(home)
        assert night.is_dir() or not reported
        check_the_chain_goes_on(home)
    assert died == points
    assert torn or how == BEFORE


@pytest.mark.parametrize("how", WAYS)
def test_a_crash_at_any_point_of_the_recovery_itself(make_home, how):
    def torn_home(name):
        home = make_home(name)
        reported, _ = die_at(last_write, in_one_file(home), HALF)
        log = volume.visit_logs(home / "evidence" / NIGHT)[0]
        log.write_bytes(log.read_bytes()[:-9])
        return home, reported

    def in_one_file(home):
        return crawl_a_night(home, roll_bytes=1 << 30)

    last_write = points_of(in_one_file(make_home("whole"))) - 8
    home, reported = torn_home("count")

    def recovering(home):
        return lambda _report: recover(home / "evidence" / NIGHT)

    points = points_of(recovering(home))
    assert points > 5
    check_nothing_is_lost(home, reported)
    for point in range(points):
        home, reported = torn_home(str(point))
        assert die_at(point, recovering(home), how)[1]
        recover(home / "evidence" / NIGHT)
        check_nothing_is_lost(home, reported)
        check_torn_is_named(home)
        check_the_chain_goes_on(home)


@pytest.mark.parametrize("how", WAYS)
def test_a_crash_at_any_point_of_a_seal_leaves_it_unsealed_or_whole(make_home, how):
    def sealing(home):
        return lambda _report: seal_it(home)

    crawled = make_home("crawled")
    crawl_a_night(crawled)(lambda _word: None)
    points = points_of(sealing(make_home("count", crawled)))
    assert points > 40
    unsealed = 0
    for point in range(points):
        home = make_home(str(point), crawled)
        assert die_at(point, sealing(home), how)[1]
        night = home / "evidence" / NIGHT
        recover(night)
        if not volume.is_sealed(night):
            unsealed += 1
            seal_it(home)
        assert verify_night(night).broken == ()
        code, said = run_script(night)
        assert code == 0, said
        check_nothing_is_lost(home, [])
    assert unsealed
