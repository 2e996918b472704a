"""Whatever stands in a file where something else should: it is read, or refused with a place and in both languages."""

import copy
import random
from collections import defaultdict

import pytest

from pubkpi.ingest.profiles.profile import ProfileFile
from pubkpi.model.errors import SpecError
from pubkpi.specs.measures import Measures
from pubkpi.specs.scorecard import ScorecardFile
from pubkpi.workspace.yaml import language, yaml_file
from pubkpi.workspace.yaml.node import Node, Source
from tests.house.tree import ROOT

ODD = (None, True, 0, -1, "x", "", "2024Q1", "90%", "1/0", [], [None], [[]], ["a", 2], {}, {"a": 1}, {"zh": "x"})
FILES = [
    (ScorecardFile, "kpi_specs/account_gate_2019.yaml"),
    (Measures, "kpi_specs/measures/process.yaml"),
    (ProfileFile, "src/pubkpi/ingest/exports/wechat_single_post.yaml"),
]


def places(data, place=()):
    """The place of each value in *data*."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield (*place, key)
        yield from places(data[key], (*place, key))


@pytest.mark.parametrize(("declared", "file"), FILES)
def test_no_value_anywhere_ends_the_program(declared, file):
    whole, chance, refused = yaml_file.read(ROOT / file), random.Random(4), []
    marks = (defaultdict(lambda: (1, 1)) for _ in range(3))  # of values, ends and keys, which the odd ones have not
    source = Source(whole.source.name, whole.source.text, *marks)
    for _ in range(40):
        data = copy.deepcopy(whole.data)
        *above, last = chance.choice([*places(data)])
        part = data
        for key in above:
            part = part[key]
        part[last] = chance.choice(ODD)
        try:
            language.kind(declared).read(Node(source, data))
        except SpecError as problem:
            refused.append(problem)
    assert 0 < len(refused) < 40
    assert all(one.where.count(":") == 2 and all(one.what) for problem in refused for one in problem.all)
