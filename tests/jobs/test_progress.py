"""What a child says survives the pipe; what it did not say is refused."""

import pytest

from jobs.progress import Progress, SiteResult, SiteState, from_line, to_line


def test_lines_come_back_as_they_were_sent():
    made = Progress(site_id="shopee-vn", visits=3, budget=9, outcome="live", url="https://x/ố")
    ended = SiteResult(
        site_id="shopee-vn",
        state=SiteState.BLOCKED,
        visits=3,
        by_outcome={"live": 2, "captcha": 1},
        wall="captcha",
    )
    assert from_line(to_line(made)) == made
    assert from_line(to_line(ended)) == ended


@pytest.mark.parametrize("line", ["", "hello", "[1]", '{"type": "Other"}', "null"])
def test_anything_else_is_refused(line):
    with pytest.raises(ValueError, match=r".*"):
        from_line(line)
