"""Where the rows lie and which export it is: claimed by exactly one profile, or refused with the headers that differ."""

from datetime import date

import pytest

from pubkpi.ingest.profiles.catalogue import shipped
from tests.examples import seldom
from tests.goldens import agree
from tests.ingest import files, samples, samples_wechat
from tests.ingest import samples_platforms as platforms
from tests.ingest.desk import ACCOUNT, Desk, ids, reason
from tests.ingest.samples import ACTIVITIES, GROWTH, GROWTH_HEADER, LIST, OLD_SINGLE, SINGLE, SURVEY, TREND, indented

PROFILES = {profile.id: profile for profile in shipped()}
# the container in which each export comes from its back office
TRUE_CONTAINER = {
    "wechat_user_growth": files.html,
    "wechat_content_trend": files.xls,
    "wechat_post_list": files.xls,
    "wechat_single_post": files.xls,
    "wechat_content_daily": files.xls,
    "wechat_regular_readers": files.html,
    "wechat_search_daily": files.quoted,
    "wechat_search_lists": files.quoted,
    "wechat_income_daily": files.text,
    "wechat_income_posts": files.text,
    "wechat_legacy_content": files.html,
    **platforms.TRUE_CONTAINER,
}
# how many records stand below the headers, added up by hand: side-by-side tables count each their own
RECORDS = {
    "wechat_user_growth": [4, 1],
    "wechat_content_trend": [4 + 2 + 4, 2 + 1 + 1],
    "wechat_post_list": [3, 1, 1],
    "wechat_single_post": [1 + 1 + 3 + 1, 1 + 3, 1 + 3 + 2],
    **samples_wechat.RECORDS,
    "wjx_survey": [5],
    "form_activities": [3],
    "form_awards": [2],
    "form_incidents": [2],
    "form_partnerships": [1],
    "form_service": [2],
    "form_values": [2],
    **platforms.RECORDS,
}
TAKEN_ON = date(2024, 7, 1)


def loaded(desk, container, exports=tuple(samples.EXPORTS)):
    """What became of every sample by its export, each export in an account of that name; *container* writes its rows."""
    results = {export: [] for export in exports}
    for said in ({}, {"as_of": TAKEN_ON}):
        dropped = [
            (export, desk.drop(name_of(export, i), container(export)(rows), export))
            for export in exports
            for i, rows in enumerate(samples.EXPORTS[export])
            if (export in platforms.UNDATED) == bool(said)
        ]
        for (export, _), result in zip(dropped, desk.ingest(*(path for _, path in dropped), **said), strict=True):
            results[export].append(result)
    return results


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """A workspace with every sample in the container in which it comes, and what became of each."""
    desk = Desk(tmp_path_factory.mktemp("every"))
    yield desk, loaded(desk, lambda export: TRUE_CONTAINER.get(export, files.xlsx))
    desk.close()


@pytest.mark.parametrize("export", samples.EXPORTS)
def test_an_export_gives_the_facts_as_agreed(export, every):
    desk, results = every
    profile = PROFILES[export]
    assert len(results[export]) == len(samples.EXPORTS[export])
    for i, result in enumerate(results[export]):
        state = "recognised" if profile.recognised else "loaded"
        assert (result.state, result.export, result.rows.rejected) == (state, export, 0)
        assert result.rows.came_in == RECORDS[export][i]
        assert ids(result) == ["ingest.confidence"] * (profile.confidence == "medium")
    facts = desk.facts(f"f.export = '{export}'")
    if profile.recognised:
        assert not facts
    else:
        agree("ingest", f"{export}.txt", facts.replace(f"account={export} ", f"account={ACCOUNT} "))


def name_of(export, i):
    """The name of the export's sample *i*; some say by their name what their content does not."""
    return samples_wechat.NAMES[export][i] if export in samples_wechat.NAMES else f"{export}_{i}.xls"


@pytest.mark.parametrize(("turn", "step"), [(0, 5), *seldom((0, 1), (1, 1), (2, 1))])
@pytest.mark.campaign
def test_any_export_loads_from_any_container(desk, every, turn, step):
    """Each fifth export from one container that is not its own, or in a campaign every export from all others."""
    numbers = {export: number for number, export in enumerate(samples.EXPORTS)}
    exports = tuple(samples.EXPORTS)[::step]

    def container(export):
        own = TRUE_CONTAINER.get(export, files.xlsx)
        others = [one for one in (files.xls, files.xlsx, files.html, files.text) if one is not own]
        return others[(numbers[export] + turn) % 3]

    results = loaded(desk, container, exports)
    assert {(result.state, result.export) for some in results.values() for result in some} == {
        ("recognised" if PROFILES[e].recognised else "loaded", e) for e in exports
    }
    for export in exports:
        of = f"f.export = '{export}'"
        assert without_sheets(desk.facts(of)) == without_sheets(every[0].facts(of)), export


def without_sheets(facts):
    """The facts without their place, because html and text name their sheet otherwise."""
    return [line.partition("  ← ")[0] for line in facts.splitlines()]


@pytest.mark.campaign
def test_blocks_are_found_wherever_they_stand_and_in_any_order(desk):
    places = [
        TREND,
        [(), *TREND],
        [(), (), ("任意说明",), *TREND],
        [row[1:] for row in TREND],
        [(*row, None, None) for row in TREND],
        [(None, None, *row) for row in TREND],
        samples.beside(samples.ARTICLES, samples.READS, samples.TOTALS),
    ]
    known = set()
    for n, rows in enumerate(places):
        assert desk.load(files.xls(rows), account=f"号{n}", also=True).state == "loaded"
        facts = desk.facts(f"f.account = '号{n}'").replace(f"account=号{n} ", "")
        assert facts
        known.add(tuple(without_sheets(facts)))
    assert len(known) == 1


def test_a_block_with_a_blank_line_a_header_again_and_a_total_loses_no_row(desk):
    reads = [*samples.READS[:3], (), samples.READS[1], *samples.READS[3:], ("合计", None, 3650)]
    result = desk.load(files.xls(samples.beside(reads, samples.TOTALS, samples.ARTICLES)))
    assert desk.counts() == {"channel_daily": 4, "account_content_daily": 2, "post_channel": 4}
    assert (result.rows.loaded, result.rows.ignored) == (10, 2)
    assert set(desk.ask("select reason, row_count from ignored")) == {("header", 1), ("total", 1)}


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (samples.beside(samples.READS, samples.TOTALS), "传播渠道"),
        (samples.beside(samples.READS, samples.ARTICLES), "分享人数"),
        (samples.beside(samples.READS, samples.TOTALS, [("日期", "内容标题")]), "传播渠道"),
    ],
)
def test_a_sheet_that_lacks_a_block_is_refused(rows, missing, still):
    line = reason(still.load(files.xls(rows)))
    assert "内容分析" in line
    assert missing in line
    assert not still.counts()


def test_a_block_nobody_knows_is_a_finding(desk):
    more = [("新的概况",), ("日期", "视频号点击人数"), ("2024-03-05", 3)]
    result = desk.load(files.xls(samples.beside(samples.READS, samples.TOTALS, samples.ARTICLES, more)))
    assert ids(result) == ["ingest.new_column"]
    assert "视频号点击人数" in result.findings[0].message.zh


def test_titles_headers_again_totals_and_blank_rows_are_no_data(desk):
    days = samples.growth_days(1, 6)
    rows = [
        ("某某发布 用户增长",), ("时间范围：2024-03-01 至 2024-03-06",), (), GROWTH_HEADER,
        *days[:2], (), GROWTH_HEADER, *days[2:], ("合计", 21, 6, 15, None), (), (None, None),
    ]  # fmt: skip
    result = desk.load(files.xls(rows))
    assert desk.counts() == {"account_daily": 6}
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (6, 0, 3)
    assert dict(desk.ask("select reason, row_count from ignored")) == {"blank": 1, "header": 1, "total": 1}


@pytest.mark.parametrize("word", ["合计", "总　计", *seldom("总计", "累计", "小计", "合 计")])
def test_a_total_is_never_a_day(word, desk):
    desk.load(files.text(samples.growth((word, 500, 100, 400, 18000), *samples.growth_days(1, 3))))
    assert desk.counts() == {"account_daily": 3}


def test_a_post_named_like_a_total_is_a_post(desk):
    rows = [*LIST, (None, "合计", "20240307", 5, 0, 0, 10, 0.5, 0.5, samples.URL.format(7, 1, 7))]
    assert desk.load(files.xls(rows)).rows.loaded == 4


def test_the_last_row_counts_also_without_a_line_end_if_its_numbers_agree(desk):
    """Nobody can tell whether the last cell was cut, unless the row's identity holds."""
    assert desk.load(files.text(GROWTH).rstrip()).state == "refused"  # its last cell is a dash
    desk.load(files.text(samples.growth(*samples.growth_days(1, 4))).rstrip())
    assert desk.counts() == {"account_daily": 4}


@pytest.mark.parametrize("old", GROWTH_HEADER)
def test_a_renamed_header_refuses_the_file_and_is_named(old, still):
    header = tuple("改了名" if word == old else word for word in GROWTH_HEADER)
    line = reason(still.load(files.html([("用户增长",), header, *GROWTH[2:]])))
    assert "用户增长" in line
    assert old in line
    assert not still.counts()


@pytest.mark.parametrize(
    "header",
    [
        ("日期", "新增关注人数", "取消关注人数", "净增关注人数", "累计关注人数"),
        ("日期", "新增关注", "取消关注", "净增关注", "累计关注"),
        (" 时 间", "新关注\n人数", "取消关注人数\u200b", "净增关注人数 ", "\ufeff累积关注人数"),
    ],
)
def test_a_header_is_known_by_its_aliases_and_without_blanks(header, desks):
    true, other = desks(), desks()
    true.load(files.xls(GROWTH))
    assert other.load(files.xls(samples.growth(*GROWTH[2:], header=header))).state == "loaded"
    assert without_sheets(true.facts()) == without_sheets(other.facts())


def test_columns_may_stand_in_any_order(desks):
    true, other = desks(), desks()
    true.load(files.xls(GROWTH))
    turned = [GROWTH[0], *(tuple(reversed(row)) for row in GROWTH[1:])]
    assert other.load(files.xls(turned)).state == "loaded"
    assert without_sheets(true.facts()) == without_sheets(other.facts())


def test_a_column_nobody_knows_is_a_finding_and_enters_nothing(desk):
    rows = [GROWTH[0], (*GROWTH_HEADER, "手机号"), *((*row, "秘密") for row in GROWTH[2:])]
    result = desk.load(files.xlsx(rows))
    assert (result.state, ids(result)) == ("loaded", ["ingest.new_column"])
    assert "手机号" in result.findings[0].message.zh
    assert "秘密" not in desk.facts()


def test_a_header_given_twice_with_the_same_cells_is_a_finding(desk):
    rows = [GROWTH[0], (*GROWTH_HEADER, "新关注人数"), *((*row, row[1]) for row in GROWTH[2:])]
    result = desk.load(files.xlsx(rows))
    assert ids(result) == ["ingest.new_column"]
    assert [n for (n,) in desk.rows("account_daily", "new_count")] == [42, 38, 0, None]


def test_columns_an_export_names_as_ignored_are_no_finding(desk):
    assert not desk.load(files.xls(samples.OLD_LIST)).findings


@pytest.mark.parametrize(
    "data",
    [
        files.text([("日期", "热度"), ("2024-03-05", 3)]),
        files.html([("a", "b")]),
        "随便写的一段话，没有表格。".encode(),
    ],
)
def test_a_file_nobody_claims_is_refused(data, still):
    assert "不是已知的导出" in reason(still.load(data))
    assert still.load(data).state == "refused"
    assert not still.counts()


def test_a_download_cut_inside_a_character_loads_nothing(still):
    """Some of these bytes happen to be valid GB18030, and then no header is one that anybody knows."""
    whole = files.text([GROWTH_HEADER, ("2024-03-05", 1, 1, 0, 5), ("甲" * 8,)]).rstrip()
    assert {still.load(whole[:-n]).state for n in range(1, 12) if n % 3} == {"refused"}
    assert not still.counts()


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "空"), (b" \r\n\t", "空"), (files.xls([GROWTH_HEADER]), "这个时间段没有数据")]
)
def test_a_file_without_rows_is_refused(data, word, still):
    assert word in reason(still.load(data))


def claimant(desk, **changes):
    """A profile of the workspace's own that also reads 用户增长."""
    words = {"id": "own_growth", "platform": "own", "label": "自己的", "last_day": "account_daily.day", **changes}
    top = "\n".join(f"{key}: {value}" for key, value in words.items())
    columns = {"day": "时间", "new_count": "新关注人数"}
    lines = "\n".join(f"      {name}: {{header: [{word}], required: true}}" for name, word in columns.items())
    (desk.root / "exports").mkdir(exist_ok=True)
    (desk.root / "exports" / "own.yaml").write_text(
        f"{top}\nfeeds:\n  - fact: account_daily\n    columns:\n{lines}\n", "utf-8"
    )


def test_a_file_that_two_profiles_claim_is_refused_until_one_is_named(desk):
    claimant(desk)
    line = reason(desk.load(files.xls(GROWTH)))
    assert "own_growth" in line
    assert "wechat_user_growth" in line
    assert desk.load(files.xls(GROWTH), export="own_growth").export == "own_growth"
    assert desk.rows("account_daily", "platform", "new_count")[0] == ("own", 42)


def test_a_profile_of_the_workspace_wins_over_a_shipped_one_of_the_same_id(desk):
    claimant(desk, id="wechat_user_growth", platform="wechat")
    assert desk.load(files.xls(GROWTH)).export == "wechat_user_growth"
    assert desk.rows("account_daily", "new_count", "total_count")[0] == (42, None)


def test_an_export_asked_for_is_the_only_one_tried(desk):
    line = reason(desk.load(files.xls(GROWTH), export="wechat_post_list"))
    assert "用户增长" not in line
    assert desk.load(files.xls(GROWTH), export="wechat_user_growth").state == "loaded"


def test_every_sheet_of_a_workbook_is_read_and_the_others_are_counted(desk):
    march, april = (
        samples.growth(*samples.growth_days(1, 3)),
        samples.growth(*samples.growth_days(1, 2, month="2024-04")),
    )
    result = desk.load(files.xlsx(march, "三月", 四月=april, 说明=[("甲",), (), ("乙", "丙")]))
    assert desk.counts() == {"account_daily": 5}
    assert (result.rows.loaded, result.rows.ignored) == (5, 2)
    assert desk.rows("account_daily", "sheet", '"row"')[3] == ("四月", 3)


def test_a_row_knows_its_file_sheet_and_row(desk):
    desk.load(files.xls([(), *LIST]), "total_1.xls")
    found = desk.ask("select f.name, p.sheet, p.row from post p join file f using (file_id) order by p.row")
    assert found == [("total_1.xls", "New Sheet1", n) for n in (5, 6, 7)]


def test_people_and_times_are_never_mixed(desk):
    """The older sheets count 次 (times), the newer ones 人 (people)."""
    for i, rows in enumerate((SINGLE, OLD_SINGLE)):
        assert desk.load(files.xls(indented(rows)), f"{i}.xls").state == "loaded"
    new, old = desk.rows("post", "read_users", "reads", "like_users", "like_count", "share_users", "share_count")
    assert new == (913, None, 21, None, 37, None)
    assert old == (None, 1204, None, 30, None, 44)


@pytest.mark.parametrize("brackets", [("（", ")"), *seldom(((" ( ", " ) "),), (("(", ")"),), (("（", "）"),))])
def test_brackets_may_be_half_or_full_width(brackets, desk):
    def dressed(cell):
        return (
            cell.replace("(", brackets[0])
            .replace("（", brackets[0])
            .replace(")", brackets[1])
            .replace("）", brackets[1])
        )

    desk.load(files.xls(indented([(dressed(row[0]), *row[1:]) if row else row for row in SINGLE])))
    assert desk.rows("post", "read_users", "like_users", "dwell_seconds", "tip_fen")[0][:2] == (913, 21)


@pytest.mark.parametrize("spelling", ["2024年{}月{}日", *seldom("2024/{}/{}", "2024.{}.{}")])
def test_the_first_day_of_a_sheet_is_the_earliest_however_days_are_spelled(spelling, desk):
    """As text 2024/3/10 stands before 2024/3/9."""
    days = [(spelling.format(m, d), "全部", 5, 1) for m, d in ((3, 9), (3, 10), (3, 30), (4, 2))]
    result = desk.load(files.text([*SINGLE[:19], *samples.DAYS[:2], *days]))
    assert str(desk.rows("post", "published_on")[0][0]) == "2024-03-09"
    assert result.as_of == "2024-04-02"


def test_a_sheet_without_title_or_days_is_refused(still):
    for rows in (SINGLE[1:], SINGLE[: -len(samples.DAYS) - len(samples.PEOPLE)]):
        line = reason(still.load(files.xls(indented(rows)), as_of=date(2024, 4, 1)))
        assert "title" in line or "published_on" in line
    assert not still.counts()


def test_a_label_nobody_knows_is_a_finding(desk):
    result = desk.load(files.xls(indented([*SINGLE[:3], ("新指标(人)", 5), *SINGLE[3:]])))
    assert ids(result) == ["ingest.new_column"]
    assert "新指标(人)" in result.findings[0].message.zh


@pytest.mark.parametrize("gap", [0, 13, *seldom(1)])
def test_a_header_within_the_first_fifteen_rows_is_found(gap, desk):
    assert desk.load(files.text([*[("说明",)] * gap, *GROWTH[1:]])).state == "loaded"


def test_a_survey_is_read_by_text_and_by_number_and_skipped_answers_are_not_valid(desk):
    desk.load(files.xlsx(SURVEY))
    assert desk.rows("survey_answer", "answer", "is_valid", "is_satisfied") == [
        ("满意", True, True), ("不满意", True, False), ("(跳过)", False, False), ("-2", False, False), ("1", True, True),
    ]  # fmt: skip


def test_several_options_are_an_answer_when_each_of_them_is(desk):
    place = SURVEY[0].index(samples.QUESTION)
    answers = ["满意┋非常满意", "满意┋不满意", "满意┋其他", "┋", "-3"]
    rows = [(n, *SURVEY[1][1:place], words, *SURVEY[1][place + 1 :]) for n, words in enumerate(answers, start=1)]
    desk.load(files.xlsx([SURVEY[0], *rows]))
    found = {answer: judged for answer, *judged in desk.rows("survey_answer", "answer", "is_valid", "is_satisfied")}
    assert found == {
        "满意┋非常满意": [True, True], "满意┋不满意": [True, False], "满意┋其他": [False, False], "┋": [False, False],
        "-3": [False, False],
    }  # fmt: skip


def test_a_survey_without_a_mapped_question_says_so(desk):
    (desk.root / "surveys.yaml").unlink()
    assert "surveys.yaml" in reason(desk.load(files.xlsx(SURVEY)))


def test_a_survey_in_which_two_questions_fit_is_refused(still):
    header = tuple("3、您对本公众号的服务总体是否满意（复核）" if word == "3、意见" else word for word in SURVEY[0])
    assert "surveys.yaml" in reason(still.load(files.xlsx([header, *SURVEY[1:]])))


def test_a_register_filled_in_twice_the_same_is_one_event(desk):
    desk.load(files.xlsx([*ACTIVITIES, ACTIVITIES[2]]))
    assert desk.counts() == {"activity": 2, "declaration": 1}
