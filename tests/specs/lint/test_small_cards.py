"""Small cards with one fault each: check finds that fault where it stands and no other, and nothing in sound ones."""

import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.upkeep import state
from pubkpi.specs.check import check, check_folder
from pubkpi.specs.lint.context import Context
from pubkpi.workspace.settings import find
from tests.examples import examples
from tests.house.tree import ROOT

HEAD = """\
id: mini
label: x
audience: internal
valid: [2024Q1, 2024Q4]
missing: {policy: reweight, min_weight_coverage: 0.7}
bands: [{id: good, label: g, at_least: 60}, {id: z, label: z, at_least: 0}]
lights: {green: 90, yellow: 60}
adjustments: {}
dimensions:
  - id: d
    label: d
    weight: 100
    indicators:
      - {id: a, label: a, weight: 50, measure: m_a, direction: up, method: goalposts, goalposts: {worst: 0, best: 100}}
      - {id: b, label: b, weight: 50, INDICATOR}
"""
SOUND = "measure: m_b, direction: up, method: goalposts, goalposts: {worst: 0, best: 100}"
TYPED = """\
m_a: {label: a, definition: x, formula: x, unit: points, source: x, type: typed}
m_b: {label: b, definition: x, formula: x, unit: points, source: x, type: typed}
m_c: {label: c, definition: x, formula: x, unit: points, source: x, type: typed}
m_people: {label: p, definition: x, formula: x, unit: people, source: x, type: typed}
m_share: {label: s, definition: x, formula: x, unit: share, source: x, type: typed}
m_rise: {label: 粉丝增幅, definition: x, formula: x, unit: share, source: x, type: typed}
m_growth: {label: g, definition: x, formula: x, unit: share, source: x, type: growth, of: m_c, previous: quarter}
m_errors: {label: 差错数, definition: x, formula: x, unit: count, source: x, type: typed}
m_solved: {label: 投诉办结率, definition: x, formula: x, unit: share, source: x, type: typed}
m_unhappy: {label: 不满意率, definition: x, formula: x, unit: share, source: x, type: typed}
m_level: {label: l, definition: x, formula: x, unit: level, source: x, type: max, fact: incident, expr: level}
m_reads: {label: r, definition: x, formula: x, unit: reads, source: x, type: sum, fact: post, basis: day7, expr: reads}
m_complaints: {label: Complaints received, definition: x, formula: x, unit: count, source: x, type: typed}
m_content: {label: Customer satisfaction, definition: x, formula: x, unit: share, source: x, type: typed}
m_wait: {label: 平均回复时长, definition: x, formula: x, unit: hours, source: x, type: typed}
m_days: {label: 办结天数, definition: x, formula: x, unit: days, source: x, type: typed}
m_took: {label: 参加人数, definition: x, formula: x, unit: people, source: x, type: typed}
m_cost: {label: 单次阅读成本, definition: x, formula: x, unit: yuan, source: x, type: typed}
unsubscribers: {label: x, definition: x, formula: x, unit: people, source: x, type: typed}
m_settled: {label: Complaints resolved, definition: x, formula: x, unit: count, source: x, type: typed}
m_rises: {label: Follower growth, definition: x, formula: x, unit: share, source: x, type: typed}
m_quotient: {label: q, definition: x, formula: x, unit: share, source: x, type: derived, expr: m_c / m_people}
m_posts: {label: r, definition: x, formula: x, unit: count, source: x, type: count, fact: post, basis: day7}
m_mean: {label: r, definition: x, formula: x, unit: reads, source: x, type: mean, fact: post, basis: day7, expr: reads}
m_month: {label: m, definition: x, formula: x, unit: reads, source: x, type: sum, fact: post, basis: day7, expr: reads, window: month}
"""
LEAF, BONUS, BANDS, LIGHTS, TOP = 15, 8, 6, 7, 1  # the lines at which a finding may stand


def indicator(measure, direction, method, more):
    return ("INDICATOR", f"measure: {measure}, direction: {direction}, method: {method}, {more}")


def adjusted(more):
    return ("adjustments: {}", f"adjustments: {{{more}}}")


YEAR = "{2024Q1: %s, 2024Q4: %s}"
PATH = "baseline: %s, target: " + YEAR
ITEM = "{id: q, label: q, measure: %s, points: %s, cap: %s}"
VETO = "veto: [{id: v, label: v, measure: %s, fails: {%s}, %s}]"

# what is wrong, the rule, the line, the words replaced and by what
FAULTS = [
    ("satisfaction is to fall", "direction", LEAF, indicator("satisfaction", "down", "completion", "target: " + YEAR % (0.9, 0.9))),
    ("incidents are to rise", "direction", LEAF, indicator("incidents", "up", "goalposts", "goalposts: {worst: 0, best: 5}")),
    ("entered errors are to rise", "direction", LEAF, indicator("m_errors", "up", "completion", "target: " + YEAR % (5, 9))),
    ("complaints are not to be solved", "direction", LEAF, indicator("m_unhappy", "up", "completion", "target: " + YEAR % (0.1, 0.2))),
    ("entered complaints, in English, are to rise", "direction", LEAF, indicator("m_complaints", "up", "completion", "target: " + YEAR % (5, 9))),
    ("satisfaction, in English, is to fall", "direction", LEAF, indicator("m_content", "down", "completion", "target: " + YEAR % (0.9, 0.8))),
    ("answers are to take longer", "direction", LEAF, indicator("m_wait", "up", "completion", "target: " + YEAR % (5, 9))),
    ("costs are to rise", "direction", LEAF, indicator("m_cost", "up", "completion", "target: " + YEAR % (5, 9))),
    ("what only its id names is to rise", "direction", LEAF, indicator("unsubscribers", "up", "completion", "target: " + YEAR % (5, 9))),
    ("an entered growth in percent, in English", "percent", LEAF, indicator("m_rises", "up", "attainment", PATH % (0, 20, 20))),
    ("a quotient in percent", "percent", LEAF, indicator("m_quotient", "up", "completion", "target: " + YEAR % (90, 95))),
    ("a share to be checked in percent", "percent", LEAF, indicator("m_share", "up", "attainment", "check: {measure: m_share, quarter: 2023Q4, equals: 80}, " + PATH % (0.8, 0.9, 0.9))),
    ("a veto on a growth in percent", "percent", BONUS, adjusted(VETO % ("m_rise", "below: -15", "band: z"))),
    ("points for each 10 of a growth", "percent", BONUS, adjusted("bonus: {items: [{id: q, label: q, measure: m_growth, points: 1, per: 10, cap: 5}]}")),
    ("a baseline in percent", "percent", LEAF, indicator("satisfaction", "up", "hold", "baseline: 80")),
    ("a growth target in percent", "percent", LEAF, indicator("m_growth", "up", "attainment", PATH % (0, 15, 15))),
    ("an entered growth in percent", "percent", LEAF, indicator("m_rise", "up", "attainment", PATH % (0, 20, 20))),
    ("goalposts of a growth in percent", "percent", LEAF, indicator("m_growth", "up", "goalposts", "goalposts: {worst: 0, best: 20}")),
    ("a deviation in percent", "percent", TOP, ("adjustments: {}", "flags: {deviation: 20}")),
    ("a veto on a share in percent", "veto", BONUS, adjusted(VETO % ("m_share", "above: 1", "band: z"))),
    ("a share target in percent", "unreachable", LEAF, indicator("m_share", "up", "completion", "target: " + YEAR % (90, 95))),
    ("a share target just above 1", "unreachable", LEAF, indicator("satisfaction", "up", "completion", "target: " + YEAR % (1.05, 1.1))),
    ("a 万 left out of the baseline", "magnitude", LEAF, indicator("followers", "up", "attainment", PATH % (5.2, 60000, 80000))),
    ("a 万 left out of one target", "magnitude", LEAF, indicator("m_people", "up", "attainment", PATH % (5, 6, 80000))),
    ("a 万 left out of goalposts", "magnitude", LEAF, indicator("m_mean", "up", "goalposts", "goalposts: {worst: 1.2, best: 60000}")),
    ("a 万 left out of two steps", "magnitude", LEAF, indicator("m_people", "up", "steps", "steps: [{value: 5, points: 0}, {value: 6, points: 60}, {value: 80000, points: 100}]")),
    ("fewer than no followers", "impossible", LEAF, indicator("followers", "up", "attainment", PATH % (-5000, 60000, 80000))),
    ("fewer than no people", "impossible", LEAF, indicator("m_people", "up", "attainment", PATH % (-5, 60, 80))),
    ("a worst value below nobody", "impossible", LEAF, indicator("m_people", "up", "goalposts", "goalposts: {worst: -50, best: 80}")),
    ("a worst level beyond the scale", "impossible", LEAF, indicator("m_level", "down", "goalposts", "goalposts: {worst: 9, best: 0}")),
    ("a year below one of its quarters", "years", LEAF, indicator("m_posts", "up", "completion", "target: {2024Q1: 5, 2024Q4: 20, 2024: 15}")),
    ("a year like one of its quarters", "years", LEAF, indicator("m_posts", "up", "completion", "target: {2024Q1: 5, 2024Q4: 20, 2024: 20}")),
    ("a year's end below its last quarter", "years", LEAF, indicator("followers", "up", "completion", "target: {2024Q1: 5万, 2024Q4: 8万, 2024: 6万}")),
    ("a year allows less than a quarter", "years", LEAF, indicator("incidents", "down", "hold", "target: {2024Q1: 3, 2024Q4: 3, 2024: 2}")),
    ("due before all begins", "outside_valid", LEAF, indicator("award_level", "up", "steps", "due: 2023Q1, steps: [{value: 0, points: 0}, {value: 2, points: 100}]")),
    ("logarithms beyond the scale", "unreachable", LEAF, indicator("award_level", "up", "log_goalposts", "goalposts: {worst: 1, best: 10}")),
    ("a plateau beyond the scale", "unreachable", LEAF, indicator("m_level", "range", "target_range", "range: {zero_below: 4, full_from: 5, full_to: 6, zero_above: 9}")),
    ("half a follower", "decimals", LEAF, indicator("followers", "up", "attainment", PATH % (5.2, 6, 8))),
    ("targets that fall", "falling", LEAF, indicator("followers", "up", "attainment", PATH % (52000, 80000, 60000))),
    ("targets that rise where less is better", "falling", LEAF, indicator("m_errors", "down", "completion", "target: " + YEAR % (5, 9))),
    ("a target worse than the baseline", "falling", LEAF, indicator("m_b", "up", "completion", PATH % (50, 40, 45))),
    ("a target eased in mid-year", "amendments", LEAF, indicator("m_b", "up", "completion", "target: [" + YEAR % (50, 60) + ", {from: 2024Q3, is: " + YEAR % (50, 55) + "}]")),
    ("a version of the same", "amendments", 12, ("weight: 100", "weight: [100, {from: 2024Q2, is: 100}]")),
    ("full points for standing still", "falling", LEAF, indicator("m_b", "up", "completion", PATH % (50, 50, 60))),
    ("steps beyond the scale", "unreachable", LEAF, indicator("award_level", "up", "steps", "steps: [{value: 0, points: 0}, {value: 5, points: 100}]")),
    ("steps that end at 60", "unreachable", LEAF, indicator("m_b", "up", "steps", "steps: [{value: 0, points: 0}, {value: 1, points: 60}]")),
    ("a line that ends at 80", "unreachable", LEAF, indicator("m_b", "up", "piecewise", "knots: [{value: 0, points: 0}, {value: 9, points: 80}]")),
    ("a cap above the best step", "unreachable", LEAF, indicator("m_b", "up", "steps", "cap: 120, steps: [{value: 0, points: 0}, {value: 1, points: 100}]")),
    ("goalposts beyond the scale", "unreachable", LEAF, indicator("award_level", "up", "goalposts", "goalposts: {worst: 0, best: 4}")),
    ("more partners than count", "unreachable", LEAF, indicator("partnerships", "up", "completion", "target: " + YEAR % (4, 9))),
    ("incidents below none", "unreachable", LEAF, indicator("incidents", "down", "hold", "target: " + YEAR % (-1, -1))),
    ("steps that are all full", "always_met", LEAF, indicator("m_b", "up", "steps", "steps: [{value: 0, points: 100}, {value: 5, points: 100}]")),
    ("a range of all that can be", "always_met", LEAF, indicator("m_share", "range", "target_range", "range: {zero_below: -10%, full_from: 0%, full_to: 100%, zero_above: 110%}")),
    ("a bonus of more than all points", "caps", BONUS, adjusted(f"bonus: {{cap: 200, items: [{ITEM % ('m_c', 1, 200)}]}}")),
    ("a flat line", "always_met", LEAF, indicator("m_b", "up", "piecewise", "knots: [{value: 0, points: 100}, {value: 5, points: 100}]")),
    ("nothing to be held", "always_met", LEAF, indicator("m_people", "up", "hold", "baseline: 0")),
    ("awards are to sink", "direction", LEAF, indicator("award_level", "down", "steps", "steps: [{value: 3, points: 0}, {value: 0, points: 100}]")),
    ("fewer are to open", "direction", LEAF, indicator("open_rate", "down", "completion", "target: " + YEAR % ("3%", "2%"))),
    ("fewer are to open, of a list", "direction", LEAF, indicator("open_rate_listed", "down", "goalposts", "goalposts: {worst: 9%, best: 2%}")),
    ("partners are to leave", "direction", LEAF, indicator("partnerships", "down", "goalposts", "goalposts: {worst: 8, best: 0}")),
    ("topics are to be dropped", "direction", LEAF, indicator("topic_execution", "down", "goalposts", "goalposts: {worst: 1, best: 0.5}")),
    ("days are to be more", "direction", LEAF, indicator("m_days", "up", "completion", "target: " + YEAR % (3, 5))),
    ("people who took part are punished", "sides", BONUS, adjusted(f"deduct: [{ITEM % ('m_took', 1, 5)}]")),
    ("steps that everybody reaches", "always_met", LEAF, indicator("award_level", "up", "steps", "steps: [{value: 0, points: 100}]")),
    ("a target outside valid", "outside_valid", LEAF, indicator("m_b", "up", "completion", "target: {2024Q1: 10, 2024Q4: 20, 2030: 40}")),
    ("a quarter outside valid", "outside_valid", LEAF, indicator("m_b", "up", "completion", "target: {2023Q4: 5, 2024Q1: 10, 2024Q4: 20}")),
    ("due when all is over", "outside_valid", LEAF, indicator("award_level", "up", "steps", "due: 2025Q1, steps: [{value: 0, points: 0}, {value: 2, points: 100}]")),
    ("a baseline of the future", "baseline_quarter", LEAF, indicator("satisfaction", "up", "attainment", PATH % ("{measured: 2030Q4}", 0.9, 0.9))),
    ("a baseline within the race", "baseline_quarter", LEAF, indicator("satisfaction", "up", "attainment", PATH % ("{measured: 2024Q1}", 0.9, 0.9))),
    ("a baseline of another age", "baseline_quarter", LEAF, indicator("satisfaction", "up", "attainment", PATH % ("{measured: 2003Q4}", 0.9, 0.9))),
    ("the baseline quarter of the card is late", "baseline_quarter", TOP, ("adjustments: {}", "baseline_quarter: 2024Q2")),
    ("the same measure twice", "twice", LEAF, indicator("m_a", "up", "goalposts", "goalposts: {worst: 0, best: 90}")),
    ("a measure and its growth", "twice", LEAF, ("measure: m_a,", "measure: m_c,"), indicator("m_growth", "up", "attainment", PATH % (0, 0.1, 0.1))),
    ("the same rows in another window", "twice", LEAF, ("measure: m_a,", "measure: m_reads,"), indicator("m_month", "up", "goalposts", "goalposts: {worst: 0, best: 90}")),
    ("a bonus on what is scored", "twice", BONUS, adjusted(f"bonus: {{items: [{ITEM % ('m_a', 1, 5)}]}}")),
    ("a veto on what is scored", "veto_scored", BONUS, adjusted(VETO % ("m_b", "below: 10", "band: z"))),
    ("nothing but what does not apply", "nothing_scored", TOP, ("weight: 50, measure: m_a", "weight: 0, measure: m_a"), ("weight: 50, INDICATOR", f"weight: 100, {SOUND}, not_applicable: {{entities: [部门], reason: x}}")),
    ("nothing that is assessed", "nothing_scored", TOP, ("adjustments: {}", "assessment: {quarter: [process], year: [process]}")),
    ("a gate above all", "gate", BONUS, adjusted(f"bonus: {{gate: {{at_least: 150}}, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a gate that only more than all opens", "gate", BONUS, adjusted(f"bonus: {{gate: {{above: 100}}, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a gate for the weak", "gate", BONUS, adjusted(f"bonus: {{gate: {{below: 60}}, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a gate that is none", "gate", BONUS, adjusted(f"bonus: {{gate: {{at_least: 0}}, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a bonus above its items", "caps", BONUS, adjusted(f"bonus: {{cap: 50, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("an item above the whole bonus", "caps", BONUS, adjusted(f"bonus: {{cap: 4, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a cap that one piece exceeds", "caps", BONUS, adjusted(f"deduct: [{ITEM % ('m_c', 6, 5)}]")),
    ("a deduction of more than there is", "caps", BONUS, adjusted(f"deduct: [{ITEM % ('m_c', 6, 120)}]")),
    ("points off for what is good", "sides", BONUS, adjusted(f"deduct: [{ITEM % ('media_partners', 1, 5)}]")),
    ("a bonus for incidents", "sides", BONUS, adjusted(f"bonus: {{items: [{ITEM % ('incidents', 1, 5)}]}}")),
    ("a veto on much satisfaction", "sides", BONUS, adjusted(VETO % ("satisfaction", "at_least: 0.9", "band: z"))),
    ("a veto that always holds", "veto", BONUS, adjusted(VETO % ("incidents", "at_least: 0", "band: z"))),
    ("a veto that never holds", "veto", BONUS, adjusted(VETO % ("m_level", "at_least: 5", "band: z"))),
    ("a veto that leaves the best band", "veto", BONUS, adjusted(VETO % ("incidents", "at_least: 1", "cap: 80"))),
    ("a band above all", "top_band", BANDS, ("at_least: 60}", "at_least: 120}")),
    ("a light above all", "lights", LIGHTS, ("{green: 90", "{green: 110")),
    ("a light that is never red", "lights", LIGHTS, ("yellow: 60}", "yellow: 0}")),
    ("one value makes a total", "settings", TOP, ("min_weight_coverage: 0.7", "min_weight_coverage: 0")),
    ("a year of 110%", "settings", TOP, ("adjustments: {}", "compose: {quarters: 40%, year: 70%}")),
    ("settled before the end", "settings", TOP, ("adjustments: {}", "settle_days: -8")),
    ("two bands of one name", "settings", BANDS, ("label: g,", "label: z,")),
    ("points below 0 under a geometric mean", "below_zero", LEAF + 1, ("adjustments: {}", "aggregate: geometric\nzero: 0"), ("id: b, label: b", "floor: -5, id: b, label: b")),
    ("a cap of a sum that nothing comes to", "idle_caps", TOP, ("missing: {policy: reweight, min_weight_coverage: 0.7}", "aggregate: sum\ncap: 120")),
    ("scores of whole points", "rounding", TOP, ("adjustments: {}", "rounding: {how: half_up, places: 0}")),
    ("a total of a third", "across", TOP, ("min_weight_coverage: 0.7", "min_weight_coverage: 0.3, across: dimensions")),
    ("each 10 of a share below", "parts", BONUS, adjusted("deduct: [{id: q, label: q, measure: m_c, below: 100, per: 10, points: 1, cap: 5}]")),
    ("each per cent of a limit", "percent_of", BONUS, adjusted("deduct: [{id: q, label: q, measure: m_share, below: 50%, per: 1%, points: 1, cap: 5}]")),
    ("each per cent over a limit", "percent_of", BONUS, adjusted(f"bonus: {{items: [{ITEM % ('m_share', 1, 5)}]}}".replace("points: 1", "above: 50%, per: 1%, points: 1"))),
    ("retraining for the last", "relative", LEAF, ("adjustments: {}", "flags: {consequences: [retraining]}"), indicator("m_b", "up", "rank", "floor: 0")),
    # those that stop the scorecard
    ("a class that is not there", "classes", LEAF, indicator("m_b", "up", "goalposts", "goalposts: {worst: 0, best: 100}, by_class: {towns: {target: {2024Q4: 1}}}")),
    ("weights of a class that do not add up", "classes", BONUS, ("adjustments: {}", "classes: {towns: [x]}"), indicator("m_b", "up", "goalposts", "goalposts: {worst: 0, best: 100}, by_class: {towns: {weight: 40}}")),
    ("an exception that names nobody", "exceptions", LEAF, indicator("m_b", "up", "goalposts", "goalposts: {worst: 0, best: 100}, not_applicable: {reason: x}")),
    ("a bonus without items", "spec", BONUS, adjusted("bonus: {cap: 5, items: []}")),
    ("a floor above the cap", "limits", LEAF, indicator("m_b", "up", "goalposts", "floor: 90, cap: 80, goalposts: {worst: 0, best: 100}")),
    ("goalposts the wrong way round", "lines", LEAF, indicator("m_b", "up", "goalposts", "goalposts: {worst: 100, best: 0}")),
    ("logarithms of nothing", "lines", LEAF, indicator("m_b", "up", "log_goalposts", "goalposts: {worst: 0, best: 100}")),
    ("a plateau whose low end is high", "lines", LEAF, indicator("m_b", "range", "target_range", "range: {zero_below: 2, full_from: 6, full_to: 4, zero_above: 10}")),
    ("a line that is not rising", "lines", LEAF, indicator("m_b", "up", "piecewise", "knots: [{value: 0, points: 0}, {value: 5, points: 80}, {value: 9, points: 60}, {value: 10, points: 100}]")),
    ("a target that is the baseline", "directions", LEAF, indicator("m_b", "up", "attainment", PATH % (50, 50, 60))),
    ("a deduction of nothing", "adjustments", BONUS, adjusted(f"deduct: [{ITEM % ('m_c', 0, 5)}]")),
    ("a coverage above 1", "coverage", TOP, ("min_weight_coverage: 0.7", "min_weight_coverage: 70")),
    ("an id twice", "ids", LEAF, ("id: b,", "id: a,"), ("INDICATOR", SOUND)),
    ("weights above their dimension", "weights", 14, ("weight: 50, INDICATOR", f"weight: 60, {SOUND}")),
    ("steps of half a follower", "decimals", LEAF, indicator("followers", "up", "steps", "steps: [{value: 0, points: 0}, {value: 5.5, points: 60}, {value: 6, points: 100}]")),
    ("a veto on half a follower", "decimals", BONUS, adjusted(VETO % ("followers", "below: 5.2", "band: z"))),
    ("a check after all is over", "outside_valid", LEAF, indicator("followers", "up", "attainment", "check: {measure: followers, quarter: 2025Q1, equals: 52000}, " + PATH % (52000, 60000, 80000))),
    ("two of one name", "labels", LEAF, ("label: b,", "label: a,"), ("INDICATOR", SOUND)),
    ("bands in parts of 1", "fractions", BANDS, ("at_least: 60}", "at_least: 0.6}")),
    ("lights in parts of 1", "fractions", LIGHTS, ("{green: 90, yellow: 60}", "{green: 0.9, yellow: 0.6}")),
    ("a gate in parts of 1", "fractions", BONUS, adjusted(f"bonus: {{gate: {{at_least: 0.8}}, items: [{ITEM % ('m_c', 1, 5)}]}}")),
    ("a veto's cap in parts of 1", "fractions", BONUS, adjusted(VETO % ("incidents", "at_least: 1", "cap: 0.59"))),
    ("a baseline worth parts of 1", "fractions", LEAF, indicator("m_b", "up", "attainment", "at_baseline: 0.6, " + PATH % (50, 60, 70))),
    ("a whole scale from 0 to 1", "fractions", LEAF - 1, indicator("m_b", "up", "value", "cap: 1"), ("method: goalposts, goalposts: {worst: 0, best: 100}", "method: value, cap: 1"), ("{id: good, label: g, at_least: 60}, ", ""), ("{green: 90, yellow: 60}", "{green: 0.9, yellow: 0.6}")),
    ("a cap that no share comes to", "caps", BONUS, adjusted(f"bonus: {{items: [{ITEM % ('m_share', 1, 5)}]}}")),
]  # fmt: skip

# what looks like a fault and is none
GOOD = [
    ("adjustments: {}", "compose: {quarters: 2, year: 3}"),
    indicator("satisfaction", "range", "target_range", "range: {zero_below: 0.2, full_from: 0.9, full_to: 1, zero_above: 1.5}"),
    indicator("followers", "up", "steps", "steps: [{value: 0, points: 0}, {value: 5.5万, points: 60}, {value: 6万, points: 100}]"),
    adjusted(f"bonus: {{items: [{ITEM % ('m_share', 1, 5)}]}}".replace("points: 1", "points: 1, per: 1%")),
    indicator("satisfaction", "up", "attainment", PATH % ("80%", "90%", "90%")),
    indicator("m_growth", "up", "attainment", PATH % (0, "15%", "15%")),
    indicator("followers", "up", "attainment", PATH % ("5.2万", "6万", "8万")),
    indicator("followers", "up", "attainment", PATH % ("5.2万", "6万 * 110%", "8万")),
    indicator("m_b", "up", "completion", "target: {2023Q4: 5, 2025Q1: 20}"),
    indicator("m_b", "up", "completion", "target: {2024Q1: 5, 2024Q4: 20, 2024H1: 30, 2024H2: 30, 2024-12: 7, 2024-02-01..2025-01-31: 40}"),
    indicator("m_settled", "up", "completion", "target: " + YEAR % (5, 9)),
    indicator("followers", "up", "completion", "target: {2024Q1: 5万, 2024Q4: 8万, 2024: 8万}"),
    indicator("incidents", "down", "hold", "target: {2024Q1: 1, 2024Q4: 1, 2024: 1}"),
    indicator("satisfaction", "up", "completion", "target: {2024Q1: 80%, 2024Q4: 90%, 2024: 85%}"),
    indicator("award_level", "up", "steps", "due: 2024Q1, steps: [{value: 0, points: 0}, {value: 2, points: 100}]"),
    indicator("m_people", "up", "log_goalposts", "goalposts: {worst: 10, best: 10万}"),
    indicator("m_b", "up", "completion", "target: {2024Q1: 5, 2024Q4: 20, 2024: 40}"),
    indicator("m_b", "up", "steps", "cap: 60, steps: [{value: 0, points: 0}, {value: 1, points: 60}]"),
    indicator("m_solved", "up", "completion", "target: " + YEAR % ("95%", "98%")),
    indicator("m_unhappy", "down", "completion", "target: " + YEAR % ("10%", "5%")),
    indicator("m_errors", "down", "steps", "steps: [{value: 0, points: 100}, {value: 1, points: 60}, {value: 3, points: 0}]"),
    indicator("incidents", "down", "hold", "target: " + YEAR % (0, 0)),
    indicator("partnerships", "up", "completion", "target: " + YEAR % (2, 8)),
    indicator("award_level", "up", "steps", "steps: [{value: 0, points: 0}, {value: 1, points: 60}, {value: 3, points: 100}]"),
    indicator("m_level", "down", "steps", "steps: [{value: 0, points: 100}, {value: 2, points: 60}, {value: 4, points: 0}]"),
    indicator("monthly_reads", "up", "attainment", PATH % (83000.5, 120000, 200000)),
    indicator("m_b", "up", "attainment", PATH % ("{measured: 2023Q4}", 60, 80)),
    adjusted(f"bonus: {{gate: {{at_least: 80%}}, cap: 4, items: [{ITEM % ('m_c', '2%', 4)}]}}, deduct: [{ITEM.replace('id: q', 'id: r') % ('m_errors', 2, 10)}]"),
    adjusted(VETO % ("incidents", "at_least: 1", "cap: 59.9") + f", bonus: {{items: [{ITEM % ('media_partners', 1, 5)}]}}"),
    ("weight: 50, measure: m_a", "weight: 50%, measure: m_a"),
    adjusted("deduct: [{id: q, label: q, measure: m_share, below: 100%, per: 1%, points: 1, cap: 5}]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The shipped measures and the typed ones, for one card after the other."""
    home = tmp_path_factory.mktemp("specs")
    shutil.copytree(ROOT / "kpi_specs" / "measures", home / "measures")
    (home / "measures" / "typed.yaml").write_text(TYPED, encoding="utf-8")
    return home


def written(folder, *pairs):
    """What check finds in the card with each of *pairs* replaced."""
    words = HEAD
    for old, new in (*pairs, ("INDICATOR", SOUND)):
        words = words.replace(old, new, 1)
    (folder / "mini.yaml").write_text(words, encoding="utf-8")
    return check(folder)


@pytest.mark.parametrize(
    ("rule", "line", "pairs"), [(rule, line, pairs) for _, rule, line, *pairs in FAULTS], ids=[one[0] for one in FAULTS]
)
def test_a_fault_is_found_where_it_stands_and_nothing_else(folder, rule, line, pairs):
    found = written(folder, *pairs)
    assert {(one.id, one.where.split(":")[1]) for one in found} == {(f"check.{rule}", str(line))}
    for one in found:
        assert one.message.zh
        assert one.message.en
        assert one.hint.zh
        assert one.hint.en


@pytest.mark.parametrize("pair", GOOD, ids=[one[1][:60] for one in GOOD])
def test_what_is_sound_is_not_doubted(folder, pair):
    assert written(folder, pair) == []


def test_every_rule_of_doubt_has_a_card(folder):
    from pubkpi.specs.lint.doubts import LINTS

    elsewhere = {"vanity_flags", "colours", "two_values", "announced_indicators", "announced_growth", "announced_shares",
                 "unknown", "platforms", "grades", "tiers", "once", "compared"}  # fmt: skip
    assert {*LINTS} - elsewhere == {rule for _, rule, *_ in FAULTS} & {*LINTS}


def test_the_shipped_scorecards_raise_no_doubt_but_what_the_plan_brings_along():
    found, _ = check_folder(ROOT / "kpi_specs", None, Context(entities=set))
    told = {(one.where.split(":")[0], one.id) for one in found}
    plan = ("two_values", "announced_indicators", "announced_growth", "announced_shares", "vanity_flags")
    assert told == {("department_2024.yaml", f"check.{name}") for name in plan}


NUMBERS = st.integers(1, 400).map(lambda one: one / 4)
PAIRS = st.tuples(NUMBERS, NUMBERS).filter(lambda two: two[0] < two[1])


@st.composite
def sound(draw):
    """An indicator as somebody would write it: a measure of points, better the more, by any method."""
    low, high = draw(PAIRS)
    up = draw(st.booleans())
    first, last = (low, high) if up else (high, low)
    side = "up" if up else "down"
    ways = [
        ("goalposts", f"goalposts: {{worst: {first}, best: {last}}}"),
        ("log_goalposts", f"goalposts: {{worst: {first}, best: {last}}}"),
        ("attainment", PATH % (first, last, last)),
        ("completion", "target: " + YEAR % (first, last)),
        ("hold", "target: " + YEAR % (last, last)),
        ("steps", f"steps: [{{value: {first}, points: 0}}, {{value: {last}, points: 100}}]"),
        ("piecewise", f"knots: [{{value: {low}, points: {0 if up else 100}}}, {{value: {high}, points: {100 if up else 0}}}]"),
    ]  # fmt: skip
    method, more = draw(st.sampled_from(ways))
    return indicator("m_b", side, method, more)


@settings(
    max_examples=examples(30),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sound())
def test_sound_cards_of_any_numbers_are_not_doubted(folder, pair):
    assert [one for one in written(folder, pair) if one.id != "check.magnitude"] == []


def test_a_target_is_held_against_that_of_the_other_scorecards(folder):
    pair = indicator("monthly_reads", "up", "completion", "target: " + YEAR % (120, 200))
    assert written(folder, pair) == []
    shutil.copy(ROOT / "kpi_specs" / "department_2024.yaml", folder)
    try:
        (one,) = [found for found in written(folder, pair) if found.where.startswith("mini")]
        held = written(folder, indicator("monthly_reads", "up", "hold", "baseline: 8"))
        veto = written(folder, adjusted(VETO % ("monthly_reads", "below: 5", "band: z")))
    finally:
        (folder / "department_2024.yaml").unlink()
    assert (one.id, one.where.split(":")[1]) == ("check.magnitude", str(LEAF))
    assert "department_2024 is 120000" in one.message.en
    mine = [found.message.en for found in (*held, *veto) if found.where.startswith("mini")]
    assert mine == [
        "the baseline is 8, that of the same measure in department_2024 is 200000",
        "the limit is 5, the target of the same measure is 200000",
    ]


def test_names_of_nobody_are_found_where_the_workspace_knows_its_entities(tmp_path):
    from pubkpi.workspace.layout import make

    make(tmp_path, "department_2024")
    (tmp_path / "accounts.yaml").write_text(
        "accounts:\n  云川发布: {platforms: {wechat: 云川发布}, unit: 宣传部}\n", "utf-8"
    )
    specs = tmp_path / "kpi_specs"
    (specs / "measures" / "typed.yaml").write_text(TYPED, encoding="utf-8")
    exception = f"{SOUND}, not_applicable: {{entities: [宣传部, wechat/云川发布, 部门, 云川发布, 无人], reason: x}}"
    more = "classes: {towns: [宣传科]}\nof_accounts: {how: weighted, weights: {云川发布: 2, wechat/云川发报: 2}}"
    groups = ("adjustments: {}", "entity_groups: {all: [宣传处]}\n" + more)
    words = HEAD.replace(*groups).replace("INDICATOR", exception)
    (specs / "mini.yaml").write_text(words, encoding="utf-8")
    found = state.check(find(tmp_path), "mini")
    assert [(one.id, one.message.en, one.hint.en) for one in found] == [
        ("check.unknown_entity", "there is no entity 云川发布", "Is it wechat/云川发布?"),
        ("check.unknown_entity", "there is no entity 无人", "accounts.yaml has the accounts and their units."),
        ("check.unknown_entity", "there is no entity 宣传处", "Is it 宣传部?"),
        ("check.unknown_entity", "there is no entity 宣传科", "Is it 宣传部?"),
        ("check.unknown_entity", "there is no entity wechat/云川发报", "Is it wechat/云川发布, wechat?"),
    ]
    lines = [LEAF + 2, LEAF + 2, BONUS, BONUS + 1, BONUS + 2]
    assert [one.where.split(":")[1] for one in found] == [str(one) for one in lines]  # where each name stands


def test_a_baseline_that_was_never_measured_names_its_quarter_the_first_day_of_data_and_the_way_out(folder):
    words = HEAD.replace(*indicator("m_b", "up", "attainment", PATH % ("{measured: 2022Q4}", 50, 60)))
    (folder / "mini.yaml").write_text(words, encoding="utf-8")
    for first, zh, en in (
        (date(2023, 10, 6), "这项最早的数据是 2023-10-06", "no data of that quarter, the first are of 2023-10-06"),
        (None, "还没有载入过这项的数据", "nothing of it is loaded"),
    ):
        around = Context(unmeasured=lambda _, day=first: {("m_b", QUARTER.of(2022, 4)): day})
        ((one,), _) = check_folder(folder, "mini", around)
        assert (one.id, one.where.split(":")[1]) == ("check.baseline_quarter", str(LEAF))
        assert one.message.zh == f"基线季度 2022Q4 没有数据（{zh}）"
        assert one.message.en == f"the baseline of 2022Q4 was never measured: {en}"
        assert "2022Q4" in one.hint.zh
        assert "2022Q4" in one.hint.en
    # the scorecard's own one
    words = HEAD.replace("INDICATOR", SOUND).replace("adjustments: {}", "baseline_quarter: 2022Q4")
    (folder / "mini.yaml").write_text(words, encoding="utf-8")
    around = Context(unmeasured=lambda _: {("", QUARTER.of(2022, 4)): date(2023, 10, 6)})
    found = [one for one in check_folder(folder, "mini", around)[0] if one.id == "check.baseline_quarter"]
    assert [one.message.zh for one in found] == ["基线季度 2022Q4 没有数据（这几项最早的数据是 2023-10-06）"]
