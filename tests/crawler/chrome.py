"""A Chromium as a person starts it, with a port for the crawl to join."""

import contextlib
import os
import signal
import subprocess
import time

from crawler.browser import find_chromium


class PersonsChrome:
    """Runs while the block runs; `cdp_url` is where it listens."""

    def __init__(self, profile, *, start_page="about:blank"):
        self._profile = profile
        self._start_page = start_page

    def __enter__(self):
        chromium = find_chromium(None) or find_chromium_in_environment()
        words = [
            str(chromium),
            "--headless",
            "--remote-debugging-port=0",
            f"--user-data-dir={self._profile}",
            "--no-first-run",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            self._start_page,
        ]
        self.process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.cdp_url = f"http://127.0.0.1:{self._port()}"
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    @property
    def is_running(self):
        return self.process.poll() is None

    def _port(self):
        file = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + 30
        while not (file.exists() and file.read_text().strip()):
            assert self.is_running, "Chromium did not start"
            assert time.monotonic() < deadline, "Chromium opened no port"
            time.sleep(0.05)
        return file.read_text().split()[0]


def find_chromium_in_environment():
    return os.environ["SHOPWITNESS_CHROMIUM"]
