"""What is bought together, as the services in the other languages compute it."""

import math
from operator import mul

# The same numbers as in shared-domain/src/recommendations/co-purchase-model.ts, and for the same reasons.
HISTORY = 10
SHORTLIST = 300
CLOSENESS = 0.7
WIDTH = 1024
GROWTH = 256

try:
    # Python 3.12 and later. Of whole numbers it is exact, as the sum below is.
    from math import sumprod as dot
except ImportError:

    def dot(a, b):
        return sum(map(mul, a, b))


class Model:
    """
    "Bought together" as item-to-item similarity: the algorithm of CoPurchaseModel, step by step, so that both give the same products in the
    same order with the same scores. Counts are whole numbers, of which sums are exact in whatever order they are added.
    """

    def __init__(self):
        # Up to which position in the log of baskets it has learned.
        self.position = 0
        self._index_of = {}
        self._skus = []
        self._rows = []
        self._norms = []
        self._recent = {}
        self._width = WIDTH

    def learn(self, customer_id, skus):
        items = [self._intern(sku) for sku in dict.fromkeys(skus)]
        for item in items:
            row = self._rows[item]
            for other in items:
                row[other] += 1
            self._norms[item] = math.sqrt(dot(row, row))
        self._recent[customer_id] = (items + self._recent.get(customer_id, []))[:HISTORY]

    def like_product(self, sku, limit):
        """At most `limit` products that go with one. None for a product that nobody has bought."""
        item = self._index_of.get(sku)
        return [] if item is None else self._suggest([item], limit)

    def like_customer(self, customer_id, limit):
        """At most `limit` products that go with what a customer bought last. None for one who has bought nothing."""
        items = self._recent.get(customer_id)
        return [] if items is None else self._suggest(items, limit)

    def _suggest(self, anchors, limit):
        profile = [sum(counts) for counts in zip(*(self._rows[anchor] for anchor in anchors))]
        candidates = self._shortlist(profile, set(anchors))
        picked = []
        while len(picked) < limit and candidates:
            best = max(range(len(candidates)), key=lambda index: _value(candidates[index]))
            item, relevance, _ = candidates.pop(best)
            picked.append({"sku": self._skus[item], "score": relevance})
            row, norm = self._rows[item], self._norms[item]
            for candidate in candidates:
                candidate[2] = max(candidate[2], self._cosine(candidate[0], row, norm))
        return picked

    def _shortlist(self, profile, excluded):
        """The products closest to a profile, closest first, as [item, relevance, redundancy]. Of equals the earlier one comes first."""
        length = math.sqrt(dot(profile, profile))
        scored = ([item, self._cosine(item, profile, length), 0.0] for item in range(len(self._rows)))
        candidates = [each for each in scored if each[1] > 0 and each[0] not in excluded]
        candidates.sort(key=lambda each: (-each[1], each[0]))
        return candidates[:SHORTLIST]

    def _cosine(self, item, vector, length):
        return dot(self._rows[item], vector) / (self._norms[item] * length or 1)

    def _intern(self, sku):
        known = self._index_of.get(sku)
        if known is not None:
            return known
        index = len(self._skus)
        if index == self._width:
            self._width += GROWTH
            for row in self._rows:
                row.extend([0] * GROWTH)
        self._index_of[sku] = index
        self._skus.append(sku)
        self._rows.append([0] * self._width)
        self._norms.append(0.0)
        return index


def _value(candidate):
    """Close to what was asked, and unlike what was picked."""
    _, relevance, redundancy = candidate
    return CLOSENESS * relevance - (1 - CLOSENESS) * redundancy
