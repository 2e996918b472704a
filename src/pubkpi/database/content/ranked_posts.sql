-- The $most most and the $most least read posts of each platform within $first to $last; acts (reads, plays) and people, where
-- only these are known, apart. A post of which only the least is known (10万+) has its place by that.
-- Of an account that has its posts on several bases the one with the most counts.
-- Columns: platform, account, day, title, reads, is a bound, are people, is among the most, place, number of posts.
with known as (
  select p.platform, p.account, p.published_on, p.title, p.post,
         coalesce(p.reads, p.plays, p.reads_at_least, p.read_users) as reads,
         coalesce(p.reads, p.plays) is null and p.reads_at_least is not null as is_bound,
         coalesce(p.reads, p.plays, p.reads_at_least) is null as people
  from post p join chosen_basis($first, $last) using (platform, account, basis)
  where p.published_on between $first and $last
), placed as (
  select *, count(*) over (partition by platform, people) as number,
         row_number() over (partition by platform, people order by reads desc, published_on, account, post) as from_top
  from known where reads is not null
)
select platform, account, published_on, title, reads, is_bound, people, from_top <= $most as is_most,
       case when from_top <= $most then from_top else number - from_top + 1 end as place, number
from placed where from_top <= $most or number - from_top < $most
order by platform, people, is_most desc, place
