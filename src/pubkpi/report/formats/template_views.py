"""Views without their classes, whose modules would have to be imported wherever a template is filled in."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any


def template_view(view: Any) -> Any:
    """*view* as templates know it: of each object what it has by a public name, but for its figures, which its section
    draws.
    """
    if is_dataclass(view):
        kind: Any = type(view)
        return SimpleNamespace(**{name: template_view(getattr(view, name)) for name in _names(kind)})
    if isinstance(view, Mapping):
        return {name: template_view(one) for name, one in view.items()}
    if isinstance(view, list | tuple):
        return tuple(map(template_view, view))
    return view


@cache
def _names(view: type) -> tuple[str, ...]:
    """The fields, properties and constants of a class of views."""
    others = [name for name, given in vars(view).items() if not callable(given) and name[0] != "_"]
    return tuple(sorted({*(one.name for one in fields(view)), *others} - {"figures"}))
