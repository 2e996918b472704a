"""How many parts of an item a value comes to, and what these are worth before anything limits them but the cap."""

import numpy as np

from pubkpi.model.kpis.adjustments import Item
from pubkpi.score.indicators.curves import Flags, Floats

_SLACK = 1e-9  # three tenths over one tenth are three parts, also when binary fractions make a hair less


def parts(item: Item, values: Floats) -> Floats:
    """The parts of *values*, full ones where only they count; NaN without a value."""
    if item.reference is not None:
        off = values - float(item.reference)
        values = (-off if item.below is not None else off) / float(item.reference)
    found = values / float(item.per) if item.full else float(1 / item.per) * values
    return np.floor(found + _SLACK * np.maximum(1.0, np.abs(found))) if item.full else found


def worth(item: Item, values: Floats) -> Floats:
    """The points of *values*, from 0 to the cap; NaN without a value."""
    if item.reference is None and not item.full:
        return np.clip(float(item.points / item.per) * values, 0.0, float(item.cap))
    return np.clip(float(item.points) * parts(item, values), 0.0, float(item.cap))


def rises(item: Item, up: Flags, down: Flags) -> tuple[Flags, Flags]:
    """Where the points may be more, and where less, as the values may be greater *up*, smaller *down*."""
    return (up, down) if item.below is None else (down, up)
