-- One row a {group} of readers by day and channel within $first to $last, most readers first: the sum of the readers of its days
-- (each unique within its day and channel), on how many days. The channel 全部 counts each reader once and is none of its parts.
select {group} as name, sum(read_users), count(distinct day), sum(reads)
from channel_daily where day between $first and $last and channel <> '全部'
group by name order by 2 desc nulls last, name
