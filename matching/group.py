"""Puts offers of one product together: probabilities of pairs in, groups out.

    pairs -> probability both ways round, averaged -> parts that hang together at all
          -> within each part the two likeliest groups are joined, again and again,
             by the mean probability over all their pairs, down to a limit
          -> whoever is left alone goes to the likeliest group, where the limit for that allows it

One wrong pair cannot join two groups: the mean over all their pairs must be high.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components

from matching.offers import Floats
from matching.pairs import Rows

_LARGEST = 1500
"""Offers of one part that are compared all with all; a larger part is cut at its weak pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How likely pairs must be."""

    joined: float = 0.4
    """Mean probability over the pairs of two groups from which on they are one."""
    lone: float = 0.4
    """Mean probability from which on an offer without a group joins one."""
    unseen: float = 0.0
    """Probability of a pair that the search for candidates did not find."""


def group(size: int, left: Rows, right: Rows, scores: Floats, grouping: Grouping) -> Rows:
    """A group's number for each offer; numbers are those of a group's first offer."""
    low = min(grouping.joined, grouping.lone) / 2
    graph = _averaged(size, left, right, scores, low)
    answer = np.arange(size)
    for members in _parts(graph, low):
        answer[members] = members[_joined(graph, members, grouping)]
    return _by_first(answer)


def _averaged(size: int, left: Rows, right: Rows, scores: Floats, low: float) -> sparse.csr_matrix:
    """Symmetric matrix of mean probabilities; what is below `low` is left out."""
    both = (np.concatenate([left, right]), np.concatenate([right, left]))
    total = sparse.coo_matrix((np.tile(scores, 2), both), shape=(size, size)).tocsr()
    count = sparse.coo_matrix((np.ones(2 * len(left), np.float32), both), shape=(size, size))
    total.data /= count.tocsr().data
    total.data[total.data < low] = 0
    total.eliminate_zeros()
    return total


def _parts(graph: sparse.csr_matrix, low: float) -> list[NDArray[np.int64]]:
    """Offers that hang together, none of the parts too large."""
    count, labels = connected_components(graph, directed=False)
    order = np.argsort(labels, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])
    found = []
    for members in parts:
        if len(members) > _LARGEST and low < 1:
            found += _cut(graph, members, low)
        elif len(members) > 1:
            found.append(members)
    return found


def _cut(graph: sparse.csr_matrix, members: Rows, low: float) -> list[NDArray[np.int64]]:
    higher = low + (1 - low) * 0.2
    if higher > 0.995:
        return [members[n : n + _LARGEST] for n in range(0, len(members), _LARGEST)]
    inner = graph[members][:, members]
    inner.data[inner.data < higher] = 0
    inner.eliminate_zeros()
    return [members[part] for part in _parts(inner, higher)]


def _joined(graph: sparse.csr_matrix, members: Rows, grouping: Grouping) -> Rows:
    """For each member the place of the first member of its group."""
    near = graph[members][:, members].toarray()
    near[near == 0] = grouping.unseen
    np.fill_diagonal(near, 1)
    apart = 1 - near[np.triu_indices(len(members), 1)]
    labels = fcluster(linkage(apart, "average"), 1 - grouping.joined, criterion="distance")
    labels = _with_lone(near, labels, grouping.lone) if grouping.lone < grouping.joined else labels
    _, first, places = np.unique(labels, return_index=True, return_inverse=True)
    return first[places]


def _with_lone(near: Floats, labels: NDArray[np.int32], least: float) -> NDArray[np.int32]:
    """Offers without a group join the likeliest; two of them may join each other."""
    labels = labels.copy()
    while True:
        sizes = np.bincount(labels)
        lone = np.flatnonzero(sizes[labels] == 1)
        if not len(lone):
            return labels
        names = np.flatnonzero(sizes)
        member = labels[:, None] == names[None, :]
        mean = near[lone] @ member / sizes[names]
        mean[np.arange(len(lone)), np.searchsorted(names, labels[lone])] = -1
        best = mean.argmax(axis=1)
        row = int(mean[np.arange(len(lone)), best].argmax())
        if mean[row, best[row]] < least:
            return labels
        labels[lone[row]] = names[best[row]]


def _by_first(answer: Rows) -> Rows:
    _, first, places = np.unique(answer, return_index=True, return_inverse=True)
    return first[places].astype(np.int64)
