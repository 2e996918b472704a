-- One row a {group} of publication within $first to $last: how many posts, how many of them can be compared, the mean of their
-- reads over the mean of their account's, its standard deviation (of the sample), people delivered to and people who opened.
-- Reads are times (reads or plays) where the account's posts have them, else people. Posts of an account whose moments are
-- all midnight have no clock time: their hour is null. An account with one post compares nothing.
-- Of an account that has its posts on several bases the one with the most posts counts.
with counted as (
  select platform, account, basis, count(*) as number, count(coalesce(reads, plays)) as views,
         bool_or(published_at > cast(published_on as timestamp)) as has_clock
  from post where published_on between $first and $last group by all
), chosen as (
  select platform, account, arg_max(basis, (number, basis)) as basis from counted group by all
), posts as (
  select p.published_on, case when c.has_clock then p.published_at end as moment, p.delivered_users, p.opened_users,
         case when c.views > 0 then coalesce(p.reads, p.plays) else p.read_users end as reads, p.platform, p.account
  from post p join counted c using (platform, account, basis) join chosen using (platform, account, basis)
  where p.published_on between $first and $last
), compared as (
  select *, case when count(reads) over own > 1 then reads / nullif(avg(reads) over own, 0) end as ratio
  from posts window own as (partition by platform, account)
)
select {group} as name, count(*), count(ratio), avg(ratio), stddev_samp(ratio),
       sum(delivered_users) filter (where opened_users is not null),
       sum(opened_users) filter (where delivered_users is not null)
from compared group by name order by name nulls last
