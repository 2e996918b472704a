"""The period that a plan calls by a name of its own."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from pubkpi.model.errors import PubkpiError
from pubkpi.model.periods import Period
from pubkpi.model.periods import own_period as by_name
from pubkpi.workspace.settings import Settings


def own_period(settings: Settings, words: str) -> Period | None:
    """The period that *words* name in the workspace's scorecard, else in another one of it; None when in none."""
    from pubkpi.specs.build import read, scorecard_ids

    for name in dict.fromkeys((settings.scorecard, *scorecard_ids(settings.specs))):
        with suppress(PubkpiError):
            found = by_name(words, read(settings.specs, name).periods)
            if found:
                return found
    return None


def plan_spans(settings: Settings) -> Mapping[str, Mapping[str, tuple[date, date]]]:
    """By scorecard of the workspace, the days of the periods that it names; none of one that cannot be read."""
    from pubkpi.workspace.yaml import yaml_file

    found = {}
    for path in sorted(settings.specs.glob("*.yaml")):
        with suppress(PubkpiError):  # what is wrong in it is for `check` to say
            found[path.stem] = yaml_file.read(path).source.spans
    return found


def read_period(settings: Settings, words: str) -> Period:
    """The period that *words* name, of the calendar or of a plan; UsageError when they name none."""
    from pubkpi.model.errors import UsageError
    from pubkpi.model.periods import period

    try:
        return period(words)
    except UsageError:
        if found := own_period(settings, words):
            return found
        raise
