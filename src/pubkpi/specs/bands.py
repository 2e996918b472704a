"""Bands of the total and lights of everything below it: words, limits, colours, shapes; and what must hold in them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.grading import Band
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs.methods import Problem
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import decimal

BAND = "id label at_least colour shape".split()
SHAPES = tuple("●▲■◆▼★◎△□◇▽☆")  # all of them in the report's font
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_LIGHTS = {"green": Text("接近", "near"), "yellow": Text("偏低", "low"), "red": Text("预警", "alert")}


def bands(node: Node) -> tuple[Band, ...]:
    """The bands that *node* lists, from the highest down."""
    return tuple(map(_band, node.each()))


def lights(node: Node) -> tuple[Band, ...]:
    """The lights: a list like the bands', or the limits of green and yellow with the usual words; red is the rest."""
    if isinstance(node.data, list):
        return bands(node)
    node.only("green", "yellow")
    limits = {"green": decimal(node["green"]), "yellow": decimal(node["yellow"]), "red": Decimal("-Infinity")}
    return tuple(Band(light, _LIGHTS[light], limit, at=node.at) for light, limit in limits.items())


def _band(node: Node) -> Band:
    node.only(*BAND)
    colour = node["colour"].word("")
    if colour and not _COLOUR.fullmatch(colour):
        raise node["colour"].wrong(
            Text(f"不是颜色：{colour}", f"not a colour: {colour}"),
            Text("写成 #1d6b3a 这样的六位十六进制。", "Write six hexadecimal digits, as in '#1d6b3a'."),
        )
    shape = node["shape"].choice(("", *SHAPES), "")
    if node["shape"] and not shape:
        raise node["shape"].wrong(Text("缺少形状", "a shape is needed"), choices_hint(SHAPES))
    return Band(node["id"].word(), node["label"].text(), decimal(node["at_least"]), colour.lower(), shape, node.at)


def rule(kpis: KpiSet) -> Iterator[Problem]:
    """Bands from the highest down to 0 without a gap, lights likewise, each once and told apart without colour."""
    limits = [band.at_least for band in kpis.bands]
    if not limits or limits[-1] > 0 or not _falling(kpis.bands):
        yield (
            kpis.bands[0].at if kpis.bands else kpis.at,
            Text("等级应从高到低排列，最后一档从 0 起", "bands are listed from the highest down, the last one from 0"),
        )
    place = kpis.lights[0].at if kpis.lights else kpis.at
    if [one.id for one in kpis.lights] == list(_LIGHTS) and not _falling(kpis.lights):
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
