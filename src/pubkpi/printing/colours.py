"""A scorecard's own colours: the pale ground of one, and how well it reads there."""

LEGIBLE = 4.5  # the least contrast of small type, WCAG 2.2, 1.4.3
_SHARE = 0.12  # how much of a colour its ground has


def pale(colour: str) -> str:
    """The ground on which words of *colour* ("#1d6b3a") stand."""
    return "#" + "".join(f"{round(255 - _SHARE * (255 - part)):02x}" for part in _parts(colour))


def contrast(colour: str) -> float:
    """The contrast of *colour* on its pale ground, from 1 to 21 (WCAG 2.2, relative luminance)."""
    ink, ground = _luminance(colour), _luminance(pale(colour))
    return (ground + 0.05) / (ink + 0.05)


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
