-- One row a {group} of payments within $first to $last, most money first: the sum in fen, how many payments; then the sums of what
-- they bought, each with the fen of the payments that know it: impressions, clicks, conversions, followers, return in fen.
select {group} as name, sum(amount_fen), count(amount_fen),
       sum(impression_count), sum(amount_fen) filter (where impression_count is not null),
       sum(click_count), sum(amount_fen) filter (where click_count is not null),
       sum(conversion_count), sum(amount_fen) filter (where conversion_count is not null),
       sum(follower_count), sum(amount_fen) filter (where follower_count is not null),
       sum(return_fen), sum(amount_fen) filter (where return_fen is not null)
from spend where spent_on between $first and $last group by name order by 2 desc nulls last, name
