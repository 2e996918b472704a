"""Whether all is in order: a line a check, below it the remedy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.model.errors import FindingsError
from pubkpi.model.text import Lang, Text

if TYPE_CHECKING:
    from pubkpi.model.status import HealthCheck


def show_health(checks: "Sequence[HealthCheck]") -> None:
    """Each check with its sign: ● in order, ○ not."""
    lang = language()
    width = console.cells(one.name.say(lang) for one in checks)
    for one in checks:
        sign = "●" if one.is_sound else "○"
        console.paragraph(f"{sign} {console.pad(one.name.say(lang), width)}  {one.what.say(lang)}", 0, 2)
        if not one.is_sound and one.remedy.say(lang):
            console.paragraph(f"→ {one.remedy.say(lang)}", 2, 4)


def refuse_faults(checks: "Sequence[HealthCheck]") -> None:
    """FindingsError (exit 5) where something is not in order."""
    lang = language()
    faults = dict.fromkeys(one.name.say(lang) for one in checks if not one.is_sound)
    if faults:
        names = t("、", ", ").join(faults)
        raise FindingsError("doctor", Text(f"有问题：{names}", f"not in order: {names}"))


def health_as_json(checks: "Sequence[HealthCheck]", lang: Lang) -> dict[str, Any]:
    """The checks for `doctor --format json`."""
    return {
        "schema_version": 1,
        "checks": [
            {
                "name": one.name.say(lang),
                "sound": one.is_sound,
                "what": one.what.say(lang),
                "remedy": None if one.is_sound else one.remedy.say(lang) or None,
            }
            for one in checks
        ],
    }
