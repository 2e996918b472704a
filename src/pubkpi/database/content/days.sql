-- One row an account: how often it was read day by day, from its first day to its last within $first to $last, null for a
-- day without a row. Acts (reads, plays); people only where the account exports no acts, which people says.
with daily as (
  select platform, account, day, coalesce(reads, plays, view_count) as acts, null as people from account_content_daily
  union all
  select platform, account, day, reads, read_users from channel_daily where channel = '全部'
), merged as (
  select platform, account, day, max(acts) as acts, max(people) as people from daily
  where day between $first and $last group by all
), counted as (
  select platform, account, day, acts, people, count(acts) over (partition by platform, account) = 0 as is_people
  from merged where coalesce(acts, people) is not null
), span as (
  select platform, account, is_people, min(day) as first, max(day) as last from counted group by all
), every as (
  select platform, account, is_people, first, unnest(generate_series(first, last, interval 1 day))::date as day from span
)
select e.platform, e.account, e.first, e.is_people,
       list(case when e.is_people then c.people else c.acts end order by e.day)
from every e left join counted c using (platform, account, day)
group by all order by 1, 2
