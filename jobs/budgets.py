"""How a night's page visits are shared out among the sites. Pure."""

from collections.abc import Mapping


def share_out(total: int, room: Mapping[str, int]) -> dict[str, int]:
    """Share `total` visits evenly, never more to a site than its `room`, none wasted.

    What a site has no room for goes to the others; odd visits go to the first sites by name.
    """
    shares = dict.fromkeys(sorted(room), 0)
    left = max(0, total)
    while left and (open_sites := [s for s in shares if shares[s] < room[s]]):
        each, odd = divmod(left, len(open_sites))
        for position, site in enumerate(open_sites):
            wanted = each + (1 if position < odd else 0)
            given = min(wanted, room[site] - shares[site])
            shares[site] += given
            left -= given
    return shares
