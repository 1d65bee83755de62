"""Who holds a site: one process at a time, and a dead one loses its hold at once."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

import psutil

from storage.session import Store

LEASE_SECONDS = 300.0
"""A hold that is not renewed lasts this long; every visit renews it."""
WAIT_SECONDS = 60.0
"""How long to wait for a holder that may be finishing its last page."""
POLL_SECONDS = 0.5


def this_process() -> str:
    """A name for this process that no later one on this machine will bear."""
    own = psutil.Process()
    return f"{socket.gethostname()}:{own.pid}:{own.create_time():.2f}"


def is_dead(holder: str) -> bool:
    """Whether a holder was a process of this machine and has ended; of another we cannot know."""
    host, _, rest = holder.rpartition(":")
    host, _, pid = host.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        # Where nobody collects the dead, as in a container without an init, they stay in the table.
        is_zombie = process.status() == psutil.STATUS_ZOMBIE
        return is_zombie or f"{process.create_time():.2f}" != rest
    except psutil.NoSuchProcess:
        return True


def take(
    store: Store,
    site_id: str,
    holder: str,
    *,
    wait_seconds: float = WAIT_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Hold a site; False where another process still holds it after the wait."""
    tries = 1 + int(wait_seconds / POLL_SECONDS)
    for number in range(tries):
        if number:
            sleep(POLL_SECONDS)
        if _try(store, site_id, holder):
            return True
    return False


def _try(store: Store, site_id: str, holder: str) -> bool:
    now = datetime.now(UTC)
    with store.transaction() as repo:
        other = repo.runs.holder_of(site_id)
        if other is not None and is_dead(other):
            repo.runs.unlock_site(site_id, other)
        return repo.runs.lock_site(site_id, holder, at=now, ttl_seconds=LEASE_SECONDS)
