"""Everything that happened, in memory: the truth that the files show and the expected values rest on."""

from __future__ import annotations

import random
from dataclasses import dataclass

from generator.days import QUARTERS
from generator.followers import FollowerDay, simulate_followers
from generator.posts import Post, simulate_posts
from generator.reads import ReadDay, simulate_reads
from generator.registers import Activity, ServiceDay, simulate_activities, simulate_service
from generator.sheets import attach_sheets
from generator.survey import Answer, simulate_answers

SEED = 20240101


@dataclass(frozen=True)
class World:
    """Lists by quarter label where an export covers a quarter, plain lists where it runs through."""

    followers: list[FollowerDay]
    posts: dict[str, list[Post]]
    reads: dict[str, list[ReadDay]]
    answers: dict[str, list[Answer]]
    activities: list[Activity]
    service: list[ServiceDay]


def build_world(seed: int = SEED) -> World:
    """The same world for the same seed. Each part draws from a stream of its own, so that a change
    in one leaves the others as they were.
    """
    followers = simulate_followers(random.Random(f"{seed}-followers"))
    posts = simulate_posts(random.Random(f"{seed}-posts"), {row.day: row.total for row in followers})
    reads, answers, number = {}, {}, 1
    for quarter in QUARTERS:
        label = quarter.label
        posts[label] = attach_sheets(random.Random(f"{seed}-sheets-{label}"), quarter, posts[label])
        reads[label] = simulate_reads(random.Random(f"{seed}-reads-{label}"), quarter, posts[label])
        answers[label] = simulate_answers(random.Random(f"{seed}-survey-{label}"), quarter, number)
        number += len(answers[label])
    return World(
        followers=followers,
        posts=posts,
        reads=reads,
        answers=answers,
        activities=simulate_activities(random.Random(f"{seed}-activities")),
        service=simulate_service(random.Random(f"{seed}-service")),
    )
