"""The analyses by name: what each is called, by what it can be made, and how."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pubkpi.analyse.people import audience, satisfaction, sources
from pubkpi.analyse.posts import accounts, content, hours, titles
from pubkpi.analyse.registers import budget, incidents, messages, milestones
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.text import Text, choices_hint


@dataclass(frozen=True, slots=True)
class AnalysisKind:
    """An analysis that can be made: what it can go by, the usual one first, how it is made, and what to do where it has
    no data, unless it is declared that nothing of its *register* happened. Of those with open entries some may be
    from before the period.
    """

    groups: tuple[str, ...]
    make: Callable[[AnalysisRequest], Analysis]
    remedy: Text
    register: str = ""
    has_open_entries: bool = False


def _form(name: str) -> Text:
    return Text(f"先填 pubkpi form {name}，再导入。", f"Fill pubkpi form {name}, and load it.")


_POSTS = Text("先导入作品列表。", "Load lists of posts.")
_CLOCK = Text(
    "导入写明发布时刻的作品列表，或用 --by weekday。", "Load lists of posts that have a clock time, or go by weekday."
)
_CHANNELS = Text("先导入内容分析的趋势与渠道。", "Load the trend and channels of 内容分析.")
_AUDIENCE = Text("先导入常读用户。", "Load the regular readers (常读用户).")
_SURVEY = Text("先导入问卷的答卷，见 pubkpi survey。", "Load the answers of a survey: see pubkpi survey.")
ANALYSES: Mapping[str, AnalysisKind] = MappingProxyType(
    {
        "content": AnalysisKind(tuple(content.GROUPS), content.analyse, _POSTS),
        "hours": AnalysisKind(tuple(hours.GROUPS), hours.analyse, _CLOCK),
        "titles": AnalysisKind(titles.GROUPS, titles.analyse, _form("experiments")),
        "accounts": AnalysisKind(accounts.GROUPS, accounts.analyse, _POSTS),
        "sources": AnalysisKind(tuple(sources.GROUPS), sources.analyse, _CHANNELS),
        "audience": AnalysisKind(tuple(audience.GROUPS), audience.analyse, _AUDIENCE),
        "satisfaction": AnalysisKind(satisfaction.GROUPS, satisfaction.analyse, _SURVEY),
        "messages": AnalysisKind(tuple(messages.GROUPS), messages.analyse, _form("messages")),
        "incidents": AnalysisKind(
            incidents.GROUPS, incidents.analyse, _form("incidents"), "incident", has_open_entries=True
        ),
        "budget": AnalysisKind(tuple(budget.GROUPS), budget.analyse, _form("spend")),
        "milestones": AnalysisKind(milestones.GROUPS, milestones.analyse, _form("milestones"), has_open_entries=True),
    }
)
# Those that are made of counts of posts, which can be counted once for all of them.
_OF_POSTS = ("content", "hours", "budget")


def analyses(request: AnalysisRequest, names: Collection[str]) -> tuple[Analysis, ...]:
    """The analyses *names* of what is requested, each by its usual grouping, without those that have no data; the posts
    are counted once for all.
    """
    groups = {name: ANALYSES[name].groups[0] for name in names}
    of_posts = [groups[name] for name in names if name in _OF_POSTS]
    if len(of_posts) > 1:
        request = request.counting_posts_once(of_posts)
    made = (ANALYSES[name].make(replace(request, by=by)) for name, by in groups.items())
    return tuple(one for one in made if one.rows or one.sentences)


def kind_of(name: str, by: str | None) -> tuple[AnalysisKind, str]:
    """The analysis called *name* and what it goes by; UsageError where there is no such analysis or grouping."""
    kind = ANALYSES.get(name)
    if kind is None:
        what = Text(f"没有名为 {name} 的分析", f"there is no analysis {name}")
        raise UsageError("analyse", what, choices_hint(ANALYSES, name))
    if by is not None and by not in kind.groups:
        what = Text(f"{name} 不能按 {by} 分", f"{name} cannot go by {by}")
        raise UsageError("--by", what, choices_hint(kind.groups, by))
    return kind, by or kind.groups[0]
