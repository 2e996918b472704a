"""What is to be done about a finding, for readers of a document: commands are for a terminal."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

_COMMAND = re.compile(r"pubkpi [a-z]|--[a-z]")
_ASIDE = re.compile(r" ?[（(]pubkpi [^）)]*[）)]")
_REMEDIES: Mapping[str, Text] = MappingProxyType(
    {
        "adjust.open": Text(
            "请负责人认可这次改动，或改回原来的写法。",
            "Have the edit accepted by whoever answers for it, or edit it back.",
        ),
        "ingest.future_day": Text(
            "更正这份文件的数据日期，再重新导入。", "Mend the day of this file, and load it again."
        ),
        "ingest.reread": Text(
            "核对这些文件，再按现在的规则重新导入。",
            "Look through these files, and load them again by the rules of now.",
        ),
        "measure.absent_account": Text(
            "请补报这些账号的数据；当时尚未开通或已经停用的，在账号名单里注明。",
            "Hand in their data; of an account that was not open yet, or is closed, the list of accounts is to say so.",
        ),
        "measure.contradiction": Text(
            "核实这段时间究竟有没有，撤掉不对的一份。", "Find out which of the two is wrong, and take it back."
        ),
        "measure.never_loaded": Text("请责任方提供这些数据。", "Ask the owners for these data."),
        "measure.no_author": Text("请补登作者。", "Enter their authors."),
        "measure.rejected": Text("请填表人改正这些行，再报一次。", "Have these rows mended and handed in again."),
        "run.differs": Text("核对数据后再使用这份报告。", "Have the data verified before this report is used."),
        "score.deviation": Text(
            "请会议研究是调整目标或权重，还是接受本期未达标。",
            "For the meeting to decide: other targets or weights, or is the miss accepted?",
        ),
    }
)


def remedy(finding: Finding) -> Text:
    """What is to be done about *finding*, without a command; NOTHING where no more than a command is known."""
    hint = without_commands(finding.hint)
    return _REMEDIES.get(finding.id, NOTHING) if any(_COMMAND.search(words) for words in hint) else hint


def without_commands(words: Text) -> Text:
    """The *words* without the commands in brackets, such as (pubkpi form service), by which a register is written."""
    return Text(*(_ASIDE.sub("", one) for one in words))
