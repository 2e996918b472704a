-- One row: what the exports of advertising platforms say of the days within $first to $last: spend in fen, impressions, clicks.
select sum(spend_fen), sum(impression_count), sum(click_count) from ad_daily where day between $first and $last
