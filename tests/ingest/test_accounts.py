"""An account is new once: a name that neither accounts.yaml nor the loads before know is refused until confirmed."""

from datetime import date

import pytest

from pubkpi.ingest.accounts import account_list, directory
from pubkpi.ingest.history import revise
from pubkpi.ingest.load import dates
from pubkpi.model.errors import UsageError
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids, reason
from tests.ingest.samples import ACTIVITIES, GROWTH
from tests.ingest.test_forms import filled
from tests.ingest.test_names import write


def growth(day, total):
    """One day of followers."""
    return files.text([*GROWTH[:2], (day, 5, 1, 4, total)])


def fans(day):
    """Followers on 今日头条, which has no name of an account either."""
    return files.text([("时间", "粉丝变化数", "新增粉丝数", "流失粉丝数", "总粉丝数"), (day, 1, 2, 1, 90)])


def states(results):
    return [(one.state, one.account) for one in results]


def strict(desk, *paths, **said):
    """What becomes of the files where no new account is confirmed."""
    return desk.ingest(*paths, **{"new_accounts": False, **said})


def days(desk):
    return desk.ask("select account, sum(total_count)::int from account_daily group by 1 order by 1")


def test_a_container_is_no_account_and_a_first_batch_lists_those_below_it(desk):
    """Two accounts that one container held were one account of the container's name."""
    for name, total in (("甲号", 750), ("乙号", 2000)):
        desk.drop("a.csv", growth("2024-03-05", total), f"某科材料/{name}")
    results = strict(desk, desk.root / "inbox" / "某科材料")
    assert states(results) == [("loaded", "乙号"), ("loaded", "甲号")]
    assert days(desk) == [("乙号", 2000), ("甲号", 750)]
    (listed,) = directory.arrivals(results)
    assert (listed.id, listed.severity) == ("ingest.new_account", "info")
    assert "乙号（公众号）、甲号（公众号）" in listed.message.zh
    assert "乙号 (wechat), 甲号 (wechat)" in listed.message.en
    # from the folder above nobody can tell: 某科材料 or 甲号, but those two are known by now
    assert {one.state for one in strict(desk)} == {"already_loaded"}


def test_two_folders_that_may_be_the_account_are_asked_about_and_forms_beside_them_load(desk):
    desk.drop("a.csv", growth("2024-03-05", 750), "某科材料/甲号")
    desk.drop("b.xlsx", files.xlsx(ACTIVITIES), "某科材料/甲号")
    refused, loaded = strict(desk)
    assert "“某科材料”、“甲号”" in reason(refused)
    assert "pubkpi accounts add" in reason(refused)
    assert "whose is it?" in refused.error.line("en")
    assert loaded.state == "loaded"
    assert not list(directory.arrivals([refused, loaded]))


def test_the_folder_given_is_no_account_until_it_is_known(desk):
    path = desk.drop("a.csv", growth("2024-03-05", 750), "甲号")
    assert "哪个账号" in reason(strict(desk, path.parent)[0])
    assert states(strict(desk, path)) == [("loaded", "甲号")]  # of a file, the folders below the inbox count
    more = desk.drop("b.csv", growth("2024-03-06", 750), "甲号/2024Q1")
    assert states(strict(desk, path.parent)) == [("loaded", "甲号"), ("already_loaded", None)]
    assert strict(desk, more)[0].state == "already_loaded"


@pytest.fixture(scope="module")
def known(tmp_path_factory, blank):
    """A workspace that knows 江北发布, ＡＢ发布 and 江南在线 on 公众号, of which the tests load nothing more."""
    from tests.ingest.desk import Desk

    desk = Desk(tmp_path_factory.mktemp("known"))
    for total, name in enumerate(("江北发布", "AB发布", "江南在线")):
        desk.drop("a.csv", growth("2024-03-05", total), name)
    desk.ingest()
    before = desk.digest()
    yield desk
    assert desk.digest() == before
    desk.close()


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("江北发部", "最接近的是“江北发布”", "nearest is '江北发布'"),
        ("ＡＢ发布", "与“AB发布”只差空格、全半角或大小写", "'AB发布' differs in blanks"),
        ("ward1", "已知的有“AB发布”、“江北发布”、“江南在线”", "known: 'AB发布', '江北发布', '江南在线'"),
        *seldom(
            ("江北 发布", "与“江北发布”只差空格", "'江北发布' differs in blanks"),
            ("ab发布", "与“AB发布”只差空格", "'AB发布' differs in blanks"),
        ),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_ones_however_it_came(name, zh, en, known):
    data = growth("2024-03-06", 9)
    path = known.drop("new.csv", data, name)
    form = known.drop("form.xlsx", files.xlsx(ACTIVITIES), name)
    ways = [((known.root / "inbox",), {}), ((path,), {}), ((known.drop("x.csv", data, "下载"),), {"account": name})]
    for given, said in ways:
        results = strict(known, *given, **said, dry_run=True)
        refused = [one for one in results if one.state == "refused" and one.account == name]
        assert {one.question for one in refused} == {"account"}
        line = reason(refused[0])
        assert zh in line
        assert "--new-accounts" in line
        assert f"pubkpi accounts add {name if ' ' not in name else chr(34) + name + chr(34)} --platform 公众号" in line
        assert en in refused[0].error.line("en")
    assert strict(known, form, dry_run=True)[0].state == "would_load"  # a register is of no account
    assert states(strict(known, path, new_accounts=True, dry_run=True)) == [("would_load", name)]
    for one in (path, form, known.root / "inbox" / "下载" / "x.csv"):
        one.unlink()


def test_a_known_account_on_another_platform_is_told_to_be_that(known):
    path = known.drop("fans.csv", fans("2024-03-05"), "江北发布/2024Q1")
    (refused,) = strict(known, path)
    assert "账号“江北发布”在公众号上已有，在今日头条上还没有" in reason(refused)
    assert "known account of wechat, but not of toutiao" in refused.error.line("en")
    assert "accounts add 江北发布 --platform 今日头条" in reason(refused)
    path.unlink()


def test_accounts_yaml_knows_names_before_anything_is_loaded(desk):
    write(desk, "accounts.yaml", "accounts: {江北发布: {platforms: {wechat: 江北发布}, aliases: [北发]}, 杂号: {}}")
    for day, name in enumerate(("江北发布", "北发", "杂号", "江北发部"), start=1):
        desk.drop("a.csv", growth(f"2024-03-0{day}", 9), name)
    desk.drop("b.csv", fans("2024-03-05"), "杂号")  # an account without platforms is one of any
    results = {(one.account, one.platform): one for one in strict(desk)}
    wrong = results.pop(("江北发部", "wechat"))
    assert "最接近的是“江北发布”" in reason(wrong)
    assert {one.state for one in results.values()} == {"loaded"}
    assert {*results} == {(name, "wechat") for name in ("江北发布", "北发", "杂号")} | {("杂号", "toutiao")}
    assert days(desk) == [("杂号", 99), ("江北发布", 18)]
    assert not list(directory.arrivals(results.values()))


def test_one_name_on_two_platforms_is_two_accounts_of_the_first_batch(desk):
    desk.drop("a.csv", growth("2024-03-05", 9), "甲号")
    desk.drop("b.csv", fans("2024-03-05"), "甲号/2024Q1")
    results = strict(desk)
    assert {one.state for one in results} == {"loaded"}
    assert "甲号（今日头条、公众号）" in next(directory.arrivals(results)).message.zh
    desk.drop("c.csv", fans("2024-03-06"), "甲号")
    assert sorted(one.state for one in strict(desk)) == ["already_loaded", "already_loaded", "loaded"]


def test_of_names_alike_in_one_first_batch_the_second_is_asked_about(desk):
    for n, name in enumerate(("AB号", "ＡＢ号")):
        desk.drop("a.csv", growth("2024-03-05", n), name)
    loaded, refused = strict(desk)
    assert (loaded.account, refused.question) == ("AB号", "account")
    assert "“ＡＢ号”，与“AB号”只差空格、全半角或大小写" in reason(refused)
    assert days(desk) == [("AB号", 0)]
    (listed,) = directory.arrivals([loaded, strict(desk, new_accounts=True)[1]])
    assert listed.severity == "warning"
    assert "“AB号” ≈ “ＡＢ号”" in listed.message.zh


@pytest.mark.campaign
def test_an_unknown_entity_is_refused_once_values_were_entered_for_one(desk):
    def enter(name, *entities, **said):
        rows = [
            {"对象": one, "周期": "2024Q1", "指标": "satisfaction", "数值": "90%", "来源": "电话"} for one in entities
        ]
        return strict(desk, desk.drop(name, filled("values", *rows), "registers"), **said)[0]

    assert enter("a.xlsx", "部门").state == "loaded"
    # of the first entities, only what looks like the department misspelt is asked about
    assert "与“部门”只差空格" in reason(enter("a1.xlsx", "部 门"))
    assert "最接近的是“部门”" in reason(enter("a2.xlsx", "本部门"))
    assert "differs in blanks, width or case" in enter("a3.xlsx", "Department").error.line("en")
    assert enter("b.xlsx", "城北街道", "城南街道").state == "loaded"
    wrong = enter("c.xlsx", "城北街到", "城 南街道", "部门")
    assert wrong.question == "account"
    assert wrong.strangers == (("城 南街道", "values"), ("城北街到", "values"))
    assert "不认识对象“城 南街道”，与“城南街道”只差空格" in reason(wrong)
    assert "--new-accounts" in reason(wrong)
    assert "is no known entity" in wrong.error.line("en")
    assert desk.counts() == {"measure_value": 3}
    assert enter("d.xlsx", "城东街道", new_accounts=True).state == "loaded"
    assert enter("e.xlsx", "城东街道").state in ("loaded", "already_loaded")
    # an account of two platforms is two
    write(desk, "accounts.yaml", "accounts: {城西发布: {platforms: {wechat: 城西发布, douyin: 城西}}}")
    desk.close()
    for said in ({}, {"new_accounts": True}):
        line = reason(enter("f.xlsx", "部门", "城西发布", **said))
        assert "f.xlsx: 填报!4: 对象“城西发布”在抖音、公众号上都有" in line
        assert "写成 douyin/城西发布 / wechat/城西发布 之一" in line
    assert enter("g.xlsx", "douyin/城西发布").state == "loaded"


def newcomers(store):
    return list(directory.newcomers(store.engine, store.knowledge.names, store.journal.entries()))


@pytest.mark.campaign
def test_the_accounts_of_a_form_of_ours_are_known(desk):
    record = {"日期": "2024-06-30", "收到留言数": 3, "已回复数": 2, "平台": "微信公众号"}
    first = desk.load(filled("messages", {**record, "账号": "江北发布"}), "m.xlsx", "registers", new_accounts=False)
    # and listed as any other
    assert "首次出现的账号：江北发布（公众号）" in next(directory.arrivals([first])).message.zh
    assert newcomers(desk.store) == [("wechat", "江北发布")]
    assert [(one.name, one.files) for one in account_list.list_accounts(desk.store)] == [("江北发布", 1)]
    path = desk.drop("a.csv", growth("2024-03-05", 9), "江北发部")
    assert "江北发布" in reason(strict(desk, path)[0])
    # and a name that nobody knows is refused there as well, on whatever platform the others are
    rows = [{**record, "账号": "江北发部"}, {**record, "账号": "江北发布", "平台": "微博"}]
    (wrong,) = strict(desk, desk.drop("n.xlsx", filled("messages", *rows), "registers"))
    assert "不认识账号“江北发部”，最接近的是“江北发布”" in reason(wrong)
    rows[1]["平台"] = "视频号"  # the same platform as that of its exports
    assert strict(desk, desk.drop("o.xlsx", filled("messages", rows[1]), "registers"))[0].state == "loaded"
    assert set(desk.rows("message", "platform")) == {("wechat",), ("wechat_channels",)}


@pytest.mark.campaign
def test_old_lines_of_the_journal_are_replayed_and_what_is_forgotten_is_not_known(desk, monkeypatch):
    """As they were decided: names that nobody confirmed, and a day before the rows."""
    monkeypatch.setattr(dates, "refuse_earlier", lambda *_: None)
    for name in ("甲号", "乙号"):
        desk.load(growth("2024-03-05", ord(name[0])), f"{name}.csv", name, as_of=date(2024, 3, 4))
    monkeypatch.undo()
    before = desk.digest()
    desk.close()
    (desk.root / "data" / "pubkpi.duckdb").unlink()
    assert desk.digest() == before
    revise.forget(desk.store, "乙号.csv", desk.store.settings.clock())
    assert "甲号" in reason(strict(desk, desk.root / "inbox" / "乙号" / "乙号.csv")[0])


@pytest.mark.campaign
def test_the_last_load_tells_which_accounts_it_brought(desk):
    def new():
        return newcomers(desk.store)

    assert new() == []
    desk.load(growth("2024-03-05", 1), "a.csv", "甲号")
    assert new() == [("wechat", "甲号")]
    desk.load(growth("2024-03-06", 1), "b.csv", "甲号")
    assert new() == []
    desk.load(growth("2024-03-06", 2), "c.csv", "乙号")
    assert new() == [("wechat", "乙号")]
    # loaded again for a day of its own, it is not new
    strict(desk, desk.root / "inbox" / "乙号" / "c.csv", as_of=date(2024, 4, 1), yes=True)
    assert new() == []
    write(desk, "accounts.yaml", "accounts: {甲号: {aliases: [乙号]}}")
    assert new() == []


def test_the_same_bytes_named_one_by_one_correct_the_account_and_then_are_known(desk):
    path = desk.drop("a.csv", growth("2024-03-05", 9), "江北发部")
    strict(desk)
    strict(desk, desk.drop("b.csv", growth("2024-03-06", 8), "江北发布"), new_accounts=True)
    (asked,) = strict(desk, path, account="江北发布")
    assert asked.question == "correction"
    assert "账号 江北发部 → 江北发布" in reason(asked)
    assert "account 江北发部 → 江北发布" in asked.error.line("en")
    assert "--yes" in reason(asked)
    assert "--also" in reason(asked)
    assert days(desk) == [("江北发布", 8), ("江北发部", 9)]
    (tried,) = strict(desk, path, account="江北发布", yes=True, dry_run=True)
    assert tried.state == "would_correct"
    (done,) = strict(desk, path, account="江北发布", yes=True)
    assert (done.state, done.account, ids(done)) == ("corrected", "江北发布", ["ingest.corrected"])
    assert days(desk) == [("江北发布", 17)]
    # its folder is still the wrong one: that was decided
    assert {one.state for one in strict(desk)} == {"already_loaded"}
    assert strict(desk, path, account="江北发布", yes=True)[0].state == "already_loaded"
    desk.close()
    (desk.root / "data" / "pubkpi.duckdb").unlink()
    assert days(desk) == [("江北发布", 17)]
    # an unknown name corrects nothing, either
    assert "最接近的是“江北发布”" in reason(strict(desk, path, account="江北发不", yes=True)[0])


@pytest.mark.campaign
def test_the_same_bytes_named_one_by_one_correct_the_day(desk, comes_back):
    path = desk.drop("a.csv", growth("2024-03-05", 9), "甲号")
    other = desk.drop("b.csv", growth("2024-03-05", 7), "甲号")
    strict(desk, path, other)
    (asked,) = strict(desk, path, as_of=date(2024, 4, 1))
    assert "截至 2024-03-05 → 2024-04-01" in reason(asked)
    assert "--also" not in reason(asked)
    assert strict(desk, path, as_of=date(2024, 4, 1), yes=True)[0].as_of == "2024-04-01"
    assert days(desk) == [("甲号", 9)]
    (early,) = strict(desk, path, as_of=date(2024, 3, 4), yes=True)
    assert "有 2024-03-05 的行，不可能截至 2024-03-04" in reason(early)
    strict(desk, other, as_of=date(2024, 4, 2), yes=True)
    assert days(desk) == [("甲号", 7)]
    comes_back(desk)


def test_a_folder_with_known_bytes_changes_nothing_and_says_how_to(desk):
    path = desk.drop("a.csv", growth("2024-03-05", 9), "甲号")
    strict(desk)
    before = desk.digest()
    for said in ({"account": "乙号"}, {"as_of": date(2024, 4, 1)}, {"account": "甲号", "as_of": date(2024, 4, 1)}):
        (done,) = strict(desk, **said, yes=True)
        assert (done.state, ids(done)) == ("already_loaded", ["ingest.unchanged"])
    for said in ({}, {"account": "甲号"}, {"as_of": date(2024, 3, 5)}):
        assert [(one.state, ids(one)) for one in strict(desk, **said)] == [("already_loaded", [])]
    assert desk.digest() == before
    # --also says that they are both's
    assert strict(desk, path, account="乙号", also=True, new_accounts=True)[0].state == "loaded"
    assert days(desk) == [("乙号", 9), ("甲号", 9)]
    assert "甲号、乙号" in reason(strict(desk, path, account="丙号", yes=True, new_accounts=True)[0])
    with pytest.raises(UsageError):
        strict(desk, path, also=True)
    # a day to come is none that anything can be the state of
    with pytest.raises(UsageError, match="2025-01-11 is to come: today is 2025-01-10"):
        strict(desk, path, as_of=date(2025, 1, 11))


def test_the_first_of_two_files_of_one_name_again_is_told_which_one_counts_and_how_to_go_back(desk):
    contents = [growth("2024-03-05", total) for total in (100, 200)]
    shas = [desk.load(data, "u.csv").sha256 for data in contents]
    ((_, counting),) = days(desk)
    winner, loser = (1, 0) if counting == 200 else (0, 1)
    assert ids(desk.load(contents[winner], "u.csv")) == []
    done = desk.load(contents[loser], "u.csv")
    assert (done.state, ids(done)) == ("already_loaded", ["ingest.outranked"])
    assert "有 1 行与同名的另一份" in done.findings[0].message.zh
    assert "以那一份为准：截至日相同" in done.findings[0].message.zh
    assert f"pubkpi forget {shas[winner][:12]}" in done.findings[0].hint.zh
    revise.forget(desk.store, shas[winner][:12], desk.store.settings.clock())
    assert days(desk) == [("云川发布", (100, 200)[loser])]
    assert ids(desk.load(contents[loser], "u.csv")) == []


@pytest.mark.campaign
def test_the_first_file_again_is_told_that_a_later_one_counts_but_only_where_they_differ(desk):
    first, second = growth("2024-03-05", 100), growth("2024-03-05", 200)
    desk.load(first, "u.csv")
    desk.load(growth("2024-03-06", 300), "u.csv")
    assert ids(desk.load(first, "u.csv")) == []
    desk.load(second, "u.csv", as_of=date(2024, 4, 1))
    done = desk.load(first, "u.csv")
    assert (done.state, ids(done), days(desk)[0][1]) == ("already_loaded", ["ingest.outranked"], 200 + 300)
    assert "截至 2024-04-01）不同，以那一份为准：截至日更晚（这一份是 2024-03-05）" in done.findings[0].message.zh
    header = ("活动名称", "结束日期", "参与人次", "本期无起", "本期无止", "填报人")
    register = [files.text([header, ("讲座", "2024-03-05", people)]) for people in (10, 20)]
    for data in register:
        desk.load(data, "活动.csv")
    assert "以那一份为准：它更正了这一份" in desk.load(register[0], "活动.csv").findings[0].message.zh


@pytest.mark.campaign
def test_a_register_is_corrected_by_its_day_alone(desk):
    path = desk.drop("a.xlsx", files.xlsx(ACTIVITIES), "registers")
    strict(desk)
    assert strict(desk, path, account="甲号", yes=True)[0].state == "already_loaded"
    assert strict(desk, path, as_of=date(2025, 1, 1), yes=True)[0].state == "corrected"
