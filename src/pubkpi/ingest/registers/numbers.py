"""What is asked and said of a 编号 that is something else in another file: one entry corrected, or two entries?"""

from collections.abc import Iterator, Sequence

from pubkpi.ingest.registers.matches import Matches, Pair
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

_NAMED = 5


def question(matches: Matches) -> tuple[Text, Text]:
    """What is asked about the strange rows of *matches*, and how it is answered."""
    pairs = _pair_list(matches.strange)
    what = Text(
        f"{len(matches.strange)} 个编号已是别的条目：{pairs.zh}",
        f"{len(matches.strange)} number(s) name another entry: {pairs.en}",
    )
    if matches.is_sure:
        return what, Text(
            "是更正同一条的，用 --replaces yes；各表各自编号的，用 --replaces no，都计入。",
            "If they correct it, say --replaces yes; if each file has its own numbers, --replaces no, and both count.",
        )
    return what, Text(
        "各表各自编号的，用 --replaces no，都计入；是更正的，在原来那份里改好，再导入那一份。",
        "If each file has its own numbers, say --replaces no, and all count; if one corrects an entry, mend it in the "
        "file that has it, and ingest that one.",
    )


def findings(name: str, matches: Matches, answer: bool | None) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose strange rows were answered."""
    changes = [*matches.changes, *(matches.strange if answer else ())]
    if changes:
        pairs = _pair_list(changes)
        message = Text(
            f"{len(changes)} 个编号换了内容，以这一份为准：{pairs.zh}",
            f"{len(changes)} number(s) mean something else now, as this file has it: {pairs.en}",
        )
        hint = Text(
            "不是更正的，换一个编号再导入。", "If it is no correction, give it another number and ingest again."
        )
        yield Finding("ingest.number", "warning", name, message, hint)
    elif matches.strange:
        pairs = _pair_list(matches.strange)
        message = Text(
            f"{len(matches.strange)} 个编号在别的表里是别的条目，各计一次：{pairs.zh}",
            f"{len(matches.strange)} number(s) name another entry elsewhere, and both count: {pairs.en}",
        )
        yield Finding("ingest.number", "info", name, message)


def _pair_list(pairs: Sequence[Pair]) -> Text:
    more = Text(" 等", ", and more") if len(pairs) > _NAMED else NOTHING
    some = [_words(one) for one in pairs[:_NAMED]]
    return Text("；".join(one.zh for one in some) + more.zh, "; ".join(one.en for one in some) + more.en)


def _words(pair: Pair) -> Text:
    row, other = pair.row, pair.other
    here, there = row.place(other), other.place(row)
    return Text(
        f"编号 {row.number} 在先前的 {there} 是“{other.words}”，在 {here} 是“{row.words}”",
        f"编号 {row.number} was {other.words!r} in {there}, and is {row.words!r} in {here}",
    )
