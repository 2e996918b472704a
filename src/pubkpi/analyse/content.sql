-- One row a {group} of posts published within $first to $last, most posts first: how many there are; how many have readers
-- (people), and their sum; how many have reads or plays (times), and their sum; how many have any of these, and how many of
-- those have more than $viral, 10万+ among them; of how many only that bound is known.
-- Of an account that has its posts on several bases the one with the most posts counts.
with counted as (
  select platform, account, basis, count(*) as number
  from post where published_on between $first and $last group by all
), chosen as (
  select platform, account, arg_max(basis, (number, basis)) as basis from counted group by all
), posts as (
  select {group} as name, read_users, coalesce(reads, plays) as views, reads_at_least
  from {source} join chosen using (platform, account, basis)
  where published_on between $first and $last
)
select name, count(*), count(read_users), sum(read_users), count(views), sum(views),
       count(coalesce(views, reads_at_least, read_users)),
       count(*) filter (where coalesce(views, reads_at_least, read_users) > $viral),
       count(*) filter (where views is null and reads_at_least is not null)
from posts group by name order by 2 desc, name nulls last
