from datetime import datetime

import pytest

from pubkpi.model.errors import UsageError
from pubkpi.workspace.settings import CHINA, MARKER, Settings, find

TOML = """\
[score]
scorecard = "from_file"
[ingest]
reject_limit = 0.2
[report]
lang = "en"
organisation = "某局"
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    """Settings of whoever runs the tests stay out."""
    for name in (
        "WORKSPACE",
        "SCORECARD",
        "REJECT_LIMIT",
        "LANG",
        "ORGANISATION",
        "AUTHOR",
        "SECTIONS",
        "THREADS",
        "NOW",
    ):
        monkeypatch.delenv(f"PUBKPI_{name}", raising=False)


@pytest.fixture
def root(tmp_path):
    (tmp_path / MARKER).write_text(TOML, "utf-8")
    return tmp_path


@pytest.mark.parametrize(("said", "theme"), [("official", "official"), ("公文", "official"), ("dense", "dense")])
def test_a_theme_has_a_chinese_name_too(said, theme, tmp_path):
    (tmp_path / "pubkpi.toml").write_text(f'[report]\ntheme = "{said}"\n', "utf-8")
    assert find(tmp_path).theme == theme


def test_a_theme_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    (tmp_path / "pubkpi.toml").write_text('[report]\ntheme = "offical"\n', "utf-8")
    with pytest.raises(UsageError, match="there is no theme offical") as caught:
        find(tmp_path)
    assert caught.value.hint.en == "Is it official? Known: dense, official, 公文."


def test_a_flag_wins_over_the_environment_the_file_and_the_default(root, monkeypatch):
    assert find(root).author == ""
    assert find(root).scorecard == "from_file"
    monkeypatch.setenv("PUBKPI_SCORECARD", "from_environment")
    assert find(root).scorecard == "from_environment"
    assert find(root, scorecard="from_flag").scorecard == "from_flag"
    assert find(root, now="2025-01-02T03:04:05").clock().isoformat() == "2025-01-02T03:04:05"
    assert find(root, scorecard=None).scorecard == "from_environment"


def test_every_setting_has_its_type_wherever_it_comes_from(root, monkeypatch):
    assert (find(root).reject_limit, find(root).lang, find(root).organisation) == (0.2, "en", "某局")
    monkeypatch.setenv("PUBKPI_REJECT_LIMIT", "0.5")
    monkeypatch.setenv("PUBKPI_THREADS", "3")
    monkeypatch.setenv("PUBKPI_LANG", "zh")
    settings = find(root)
    assert (settings.reject_limit, settings.threads, settings.lang) == (0.5, 3, "zh")


def test_sections_are_a_list_or_words_between_commas(root, monkeypatch):
    assert find(root).sections == ()
    (root / MARKER).write_text('[report]\nsections = ["summary", "levers"]\n', "utf-8")
    assert find(root).sections == ("summary", "levers")
    monkeypatch.setenv("PUBKPI_SECTIONS", "trend, quality")
    assert find(root).sections == ("trend", "quality")
    assert find(root, sections="summary").sections == ("summary",)


@pytest.mark.parametrize("words", ["3", "[1, 2]", "true"])
def test_sections_that_are_no_names_are_refused_with_their_place(root, words):
    (root / MARKER).write_text(f"[report]\nsections = {words}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        find(root)
    assert caught.value.where.endswith(":2:1")
    assert 'sections = ["summary"]' in caught.value.hint.en


def test_an_empty_variable_of_the_environment_says_nothing(root, monkeypatch):
    monkeypatch.setenv("PUBKPI_SCORECARD", "")
    assert find(root).scorecard == "from_file"


def test_a_flag_of_zero_is_a_flag(root):
    assert find(root, reject_limit=0.0).reject_limit == 0.0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("[score]\nscorcard = 'x'", "scorcard"),
        ("[scores]\nscorecard = 'x'", "scores"),
        ("scorecard = 'x'", "scorecard"),
        ("score = 'x'", "score"),
        ("[report]\nlang = 'en'\ncolour = 'red'", "colour"),
        ("[ingest]\nscorecard = 'x'", "scorecard"),
    ],
)
def test_a_setting_that_there_is_not_is_refused_with_those_there_are(tmp_path, words, named):
    (tmp_path / MARKER).write_text(words, "utf-8")
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert named in caught.value.line("zh")
    assert "[ingest] reject_limit" in caught.value.line("zh")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lang", "de"), ("reject_limit", "5%"), ("reject_limit", "many"), ("reject_limit", "nan"), ("reject_limit", 5),
        ("reject_limit", -0.1), ("threads", "two"), ("threads", -1), ("threads", float("inf")), ("threads", 10**9),
    ],
)  # fmt: skip
def test_a_value_that_a_setting_cannot_have_is_refused(root, name, value):
    with pytest.raises(UsageError) as caught:
        find(root, **{name: value})
    assert caught.value.where == name


def test_all_mistakes_of_the_file_are_told_at_once_where_they_stand(tmp_path, monkeypatch):
    path = tmp_path / MARKER
    path.write_text("[ingest]\nreject_limits = 0.1\nseconds = 0\n\n[ report ]\n  lang = 'de'\nauthor = 7\n", "utf-8")
    monkeypatch.setenv("PUBKPI_THREADS", "many")
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert [one.line("en").partition(". ")[0] for one in caught.value.all] == [
        f"{path}:2:1: unknown setting: [ingest] reject_limits",
        f"{path}:3:1: seconds is 0.1 to 86400, not 0.",
        f"{path}:6:3: the language is zh or en, not de.",
        f"{path}:7:1: author should be words, not 7",
        "PUBKPI_THREADS ([engine] threads): threads cannot be 'many'",
    ]
    assert "Is it [ingest] reject_limit?" in caught.value.hint.en


@pytest.mark.parametrize("data", [b"[score\n", b"\xff\xfe", b"a = ", b"[score]\nscorecard = 'x'\nscorecard = 'y'"])
def test_a_file_that_is_no_toml_is_refused_in_one_line(tmp_path, data):
    (tmp_path / MARKER).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert MARKER in caught.value.where
    assert "\n" not in caught.value.line("zh")


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        ("[report]\nlang：'zh'", "2:5: 名称和值之间应是半角的 =，不是“：”。写成 lang = 'zh'。"),
        ("[report]\nlang = “zh”", '2:8: 引号是全角的 “。括号、逗号、引号要用半角：{ } [ ] , "。'),
        ("［report］\nlang = 'zh'", '1:1: 括号是全角的“［”。括号、逗号、引号要用半角：{ } [ ] , "。'),
        ("[report]\nauthor = 办公室", '2:10: 文字要加引号。写成 author = "办公室"。'),
        ("[report]\nlang = 'zh'\nlang = 'en'\n", "3:12: 写了两次。只留一处。"),
    ],
)
def test_a_mistake_of_the_hand_is_told_as_what_it_is(tmp_path, data, zh):
    path = tmp_path / MARKER
    path.write_text(data, "utf-8")
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert caught.value.line("zh") == f"{path}:{zh}"


def test_a_file_in_gbk_is_to_be_saved_as_utf_8(tmp_path):
    (tmp_path / MARKER).write_text('[report]\nauthor = "办公室"', "gbk")
    with pytest.raises(UsageError, match="in GBK, not in UTF-8") as caught:
        find(tmp_path)
    assert "另存为 UTF-8" in caught.value.hint.zh


def test_a_file_saved_by_notepad_is_read(tmp_path):
    (tmp_path / MARKER).write_text(TOML, "utf-8-sig")
    assert find(tmp_path).scorecard == "from_file"


def test_the_workspace_is_found_from_below(root):
    below = root / "inbox" / "2024"
    below.mkdir(parents=True)
    assert find(below).root == root.resolve()


def test_the_environment_says_where_the_workspace_is(root, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(UsageError):
        find()
    monkeypatch.setenv("PUBKPI_WORKSPACE", str(root))
    assert find().root == root.resolve()


def test_without_a_workspace_the_remedy_is_named(tmp_path):
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert caught.value.exit_code == 2
    assert "pubkpi init" in caught.value.line("zh")
    assert "pubkpi init" in caught.value.line("en")


def test_settings_do_not_change_under_way(root):
    with pytest.raises(AttributeError):
        find(root).scorecard = "x"


def test_the_clock_is_china_time_or_what_the_environment_says(root, monkeypatch):
    assert find(root).clock().utcoffset() == CHINA.utcoffset(None)
    monkeypatch.setenv("PUBKPI_NOW", "2025-01-10 09:00:00")
    assert find(root).clock() == datetime(2025, 1, 10, 9)
    monkeypatch.setenv("PUBKPI_NOW", "yesterday")
    with pytest.raises(UsageError):
        find(root).clock()


def test_everything_of_a_workspace_lies_below_its_root(tmp_path):
    settings = Settings(tmp_path)
    folders = (settings.state, settings.database, settings.inbox, settings.specs, settings.reports, settings.templates)
    assert all(path.is_relative_to(tmp_path) for path in folders)
    assert settings.database.parent == settings.state


@pytest.mark.parametrize(
    ("words", "formats"),
    [('["xlsx", "html", "xlsx"]', ("xlsx", "html")), ('"pdf"', ("pdf",)), ('"html, pdf"', ("html", "pdf"))],
)
def test_a_list_is_read_in_its_order_each_word_once(tmp_path, words, formats):
    (tmp_path / MARKER).write_text(f"[report]\nformats = {words}", "utf-8")
    assert find(tmp_path).formats == formats


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('["html", "word"]', "2:1: formats cannot have word. Known: html, "),
        ("[]", '2:1: formats should be a list, not []. Write formats = ["html"].'),
        ("7", '2:1: formats should be a list, not 7. Write formats = ["html"].'),
        ('[["html"]]', "2:1: formats cannot have ['html']. "),
    ],
)
def test_a_list_of_what_there_is_not_is_refused_with_what_there_is(tmp_path, words, said):
    (tmp_path / MARKER).write_text(f"[report]\nformats = {words}", "utf-8")
    with pytest.raises(UsageError) as caught:
        find(tmp_path)
    assert said in caught.value.line("en")
