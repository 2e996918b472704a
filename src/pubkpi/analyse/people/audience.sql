-- One row a group of an audience in a month within $first to $last, by account and month, the greatest group first: people; the
-- people of all groups of that month, null where those of one are not known; the share that the platform prints.
-- The group 全部 is all of them and none of the groups.
select platform, account, audience, month_on, value, user_count,
       case when count(user_count) over own = count(*) over own then sum(user_count) over own end, cast(user_share as varchar)
from audience_share
where dimension = $dimension and value <> '全部' and month_on between date_trunc('month', cast($first as date)) and $last
window own as (partition by platform, account, audience, month_on)
order by platform, account, audience, month_on, user_count desc nulls last, value
