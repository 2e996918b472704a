"""What must hold in the bands of the total and in the lights of everything below it."""

from collections.abc import Iterator
from itertools import pairwise

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.grade_rules import Band
from pubkpi.model.text import Text
from pubkpi.specs.methods import Problem

_USUAL = ["green", "yellow", "red"]


def rule(kpis: KpiSet) -> Iterator[Problem]:
    """Bands from the highest down to 0 without a gap, lights likewise, each once and told apart without colour."""
    limits = [band.at_least for band in kpis.bands]
    if not limits or limits[-1] > 0 or not _falling(kpis.bands):
        yield (
            kpis.bands[0].at if kpis.bands else kpis.at,
            Text("等级应从高到低排列，最后一档从 0 起", "bands are listed from the highest down, the last one from 0"),
        )
    place = kpis.lights[0].at if kpis.lights else kpis.at
    if [one.id for one in kpis.lights] == _USUAL and not _falling(kpis.lights):
        yield place, Text("绿灯的分数应高于黄灯", "the green light needs a higher score than the yellow one")
    elif not kpis.lights or kpis.lights[-1].at_least > 0 or not _falling(kpis.lights):
        what = "lights are listed from the highest down, the last one from 0"
        yield place, Text("状态灯应从高到低排列，最后一档从 0 起", what)
    for listed in (kpis.bands, kpis.lights):
        for key, words in (("id", [one.id for one in listed]), ("shape", [one.shape for one in listed if one.shape])):
            twice = next((word for word in words if words.count(word) > 1), None)
            if twice:
                yield listed[0].at, Text(f"{key} {twice} 用了两次，不看颜色分不清", f"the {key} {twice} is used twice")


def _falling(listed: tuple[Band, ...]) -> bool:
    return all(upper.at_least > lower.at_least for upper, lower in pairwise(listed))
