"""The dials of the story: what each quarter is meant to look like, and where the oddities are planted.

The simulation aims at these figures and lands near them; the expected values are computed from what
was simulated, never from the dials.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ACCOUNT = "云川市民之窗"
FOLLOWERS_BEFORE = 50_050
CHANNELS = ("公众号消息", "聊天会话", "朋友圈", "公众号主页", "推荐", "搜一搜", "其他")


@dataclass(frozen=True)
class Dials:
    """One quarter's aims; reads and participants are per month, the rest per quarter or a share."""

    followers_end: int
    reads: int
    interaction: float
    open_rate: float
    online_usage: float
    participants: int
    satisfied: float
    answers: int
    posts_a_week: int
    sheet_share: float


DIALS = {
    "2023Q4": Dials(52_000, 82_870, 0.028, 0.0172, 0.381, 2_040, 0.821, 260, 3, 0.93),
    "2024Q1": Dials(58_940, 104_300, 0.0508, 0.0158, 0.412, 3_390, 0.808, 228, 4, 0.91),
    "2024Q2": Dials(67_950, 151_600, 0.058, 0.0149, 0.445, 5_900, 0.852, 312, 4, 0.50),
    "2024Q3": Dials(72_080, 170_200, 0.0642, 0.0141, 0.470, 7_180, 0.879, 405, 4, 0.89),
    "2024Q4": Dials(77_360, 186_400, 0.0673, 0.0136, 0.489, 8_640, 0.887, 486, 4, 0.92),
}

# Followers: the platform now and then removes dead accounts, so 累积 falls by more than 净增 says.
CLEAN_UP_DAY, CLEAN_UP_COUNT = dt.date(2024, 2, 22), 37
DASH_DAY = dt.date(2023, 11, 11)
REEXPORT_FIRST, REEXPORT_LAST = dt.date(2024, 3, 15), dt.date(2024, 5, 10)
REEXPORT_STALE_DAYS = (dt.date(2024, 5, 9), dt.date(2024, 5, 10))

# Reads: three days of 2024Q3 are in neither file (one of them inside the week that both cover).
LOST_DAYS = (dt.date(2024, 7, 20), dt.date(2024, 8, 18), dt.date(2024, 9, 14))
UNSETTLED_DAYS = 2
OVERLAP_DAYS = 7
BLANK_FIRST_ROW = ("2023Q4", "2024Q2", "2024Q4")

# Posts: (quarter, position within the quarter) of the titles that loaders and reports stumble over.
REPEATED_TITLE = "便民提示｜本周末停水停电信息"
COMMENTLESS_TITLE = "通知公告：云川大桥检修期间交通组织方案"
DOWNLOADED_TWICE_TITLE = "政策解读：2025年度城乡居民医保，这5个变化要知道"
PLANTED_TITLES = {
    ("2024Q1", 4): '"一件事"一次办, 新生儿出生"五证联办"上线',
    ("2024Q1", 9): "# 云川早知道 # 春节期间办事大厅延时服务安排",
    ("2024Q3", 7): REPEATED_TITLE,
    ("2024Q3", 19): REPEATED_TITLE,
    ("2024Q3", 25): COMMENTLESS_TITLE,
    ("2024Q3", 44): "网络安全宣传周：看到 <script>alert(1)</script> 别慌，工程师现场拆解",
    ("2024Q4", 6): '=HYPERLINK("http://example.invalid/","点我领补贴")？这种链接别点！',
    ("2024Q4", 12): DOWNLOADED_TWICE_TITLE,
    ("2024Q4", 20): "12345热线/网上群众留言：10月“高频问题”答复（含咨询电话）",
}
OLD_SHEETS_QUARTER, OLD_SHEETS = "2023Q4", 2
SILENT_EVERY = 17
TREND_DAYS = 10
