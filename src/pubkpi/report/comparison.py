"""Whether two totals rest on the same weights, so that a line may join them."""

from pubkpi.model.scores import Scorecard


def weights(card: Scorecard) -> dict[str, float]:
    """The weight on which each scored indicator counts."""
    return {leaf.id: round(leaf.effective_weight or 0.0, 9) for leaf in card.indicators if leaf.scoring == "scored"}


def reweighted(card: Scorecard) -> bool:
    """Whether the total rests on other weights than the stated ones."""
    stated = {leaf.id: round(leaf.weight, 9) for leaf in card.indicators if leaf.weight}
    return card.total.score is not None and weights(card) != stated


def comparable(one: Scorecard, other: Scorecard) -> bool:
    """Whether two quarters have totals on the same weights."""
    return one.total.score is not None and other.total.score is not None and weights(one) == weights(other)
