-- One row a {group} of publication, from the counts of posts.sql: how many posts, how many of them can be compared, the mean of
-- their reads over the mean of their account's, its standard deviation (of the sample), people delivered to and people who opened.
-- Reads are times (reads or plays) where the account's posts have them, else people. Posts of an account whose moments are
-- all midnight have no clock time: their hour is null. An account with one post compares nothing.
with posts as materialized (select * exclude (with_any, viral, bounds) from {posts}), accounts as (
  select platform, account, bool_or(has_clock) as has_clock, sum(with_views) > 0 as in_times,
         case when sum(with_views) > 0 then sum(with_views) else sum(with_readers) end as number,
         case when sum(with_views) > 0 then sum(views) else sum(readers) end as reads
  from posts group by all
), compared as (
  select {group} as name, p.posts, p.delivered, p.opened,
         case when a.in_times then p.with_views else p.with_readers end as number,
         case when a.in_times then p.views else p.readers end as reads,
         case when a.in_times then p.squared_views else p.squared_people end as squares,
         a.reads / a.number as mean, a.number > 1 and a.reads > 0 as is_comparable
  from posts p join accounts a using (platform, account)
), summed as (
  select name, sum(posts) as posts, coalesce(sum(number) filter (where is_comparable), 0) as number,
         sum(reads / mean) filter (where is_comparable) as ratios,
         sum(squares / mean / mean) filter (where is_comparable) as squares, sum(delivered) as delivered, sum(opened) as opened
  from compared group by name
)
select name, posts, number, ratios / nullif(number, 0),
       sqrt(greatest(squares - ratios * ratios / nullif(number, 0), 0) / nullif(number - 1, 0)), delivered, opened
from summed order by name nulls last
