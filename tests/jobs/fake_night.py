"""A night's crawl in a process of its own, its sites faked: `fake_night NIGHT BUDGET [CLOCK_JUMP]`."""

import json
import sys
import time
from functools import partial

from jobs import children, crawl
from jobs.clock import ClockWatch
from jobs.workspace import open_workspace

vars(children)["_CHILD"] = (sys.executable, "-m", "tests.jobs.fake_site")


def main(night, budget, jump=0.0):
    visits = []
    watch = partial(ClockWatch, wall=lambda: time.time() + jump * bool(visits))
    vars(crawl)["ClockWatch"] = watch
    workspace = open_workspace()
    try:
        report = crawl.run(
            workspace,
            crawl.CrawlRequest(night=night, budget=budget),
            on_progress=visits.append,
        )
    finally:
        workspace.store.close()
    states = [site.state.value for site in report.sites]
    print(json.dumps({"states": states, "visits": report.visits, "resumed": report.resumed}))
    return int(report.exit_code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:])))
