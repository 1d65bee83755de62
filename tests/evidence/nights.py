"""Nights as the store writes them and as a seal leaves them."""

import os
import subprocess
from pathlib import Path

from evidence.localtsa import make_local_authority
from evidence.seal import seal_night
from evidence.signing import load_signer, make_signer_keys
from evidence.store import NightStore
from tests.evidence.visits import NIGHT, SITE, capture

SOFTWARE = "shopwitness 0.1.0 (test)"


def write_night(evidence, night=NIGHT, count=2, site=SITE, **changes):
    with NightStore(evidence, night, site, reserve_bytes=0) as store:
        return [store.write(capture(n, night=night, **changes)) for n in range(1, count + 1)]


def keys_of(evidence):
    folder = evidence.parent / "keys"
    make_signer_keys(folder)
    return folder


def seal(evidence, night=NIGHT, authorities=None):
    keys = keys_of(evidence)
    if authorities is None:
        authorities = [make_local_authority(keys / "tsa")]
    return seal_night(
        evidence,
        night,
        signer=load_signer(keys),
        authorities=authorities,
        software=SOFTWARE,
        actor="test",
    )


def sealed_night(evidence, night=NIGHT, count=2):
    write_night(evidence, night, count)
    seal(evidence, night)
    return evidence / night


def run_script(folder, script=None, **environment):
    """Exit code and output of verify.sh, run as a stranger would."""
    done = subprocess.run(
        ["sh", str(script or Path(folder) / "verify.sh"), str(folder)],
        capture_output=True,
        env={"PATH": os.environ["PATH"]} | environment,
        timeout=60,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()
