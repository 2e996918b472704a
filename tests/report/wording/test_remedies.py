from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text
from pubkpi.report.wording.remedies import remedy


def found(name, hint):
    return Finding(name, "warning", "here", Text("有事", "something"), hint)


def test_a_document_says_what_is_to_be_done_without_a_command():
    typed = Text("用 pubkpi rejects 查看。", "See pubkpi rejects.")
    assert remedy(found("measure.rejected", typed)).zh == "请填表人改正这些行，再报一次。"
    assert remedy(found("run.past", typed)) == NOTHING
    words = Text(
        "数据来源为获奖登记表（pubkpi form awards）。", "It comes from: register of awards (pubkpi form awards)."
    )
    assert remedy(found("score.missing", words)) == Text("数据来源为获奖登记表。", "It comes from: register of awards.")
