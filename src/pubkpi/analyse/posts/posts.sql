-- One row an account and {columns} of the posts published within $first to $last: how many there are; how many have readers
-- (people), and their sum; how many have reads or plays (times), their sum and the sum of their squares; the sum of the
-- squares of the readers of posts without times; how many have any of these, and how many of those have more than $viral, 10万+ among
-- them where that bound has (else it is not known); of how many only that bound is known; whether one has a clock time;
-- people delivered to and people who opened, of the posts that have both.
-- Of an account that has its posts on several bases the one with the most posts counts, as in the macro chosen_basis; it is
-- chosen from the counts, so that the posts are read once.
with posts as (
  select *, coalesce(reads, plays) as times, greatest(reads_at_least, read_users) as least from {source}
  where published_on between $first and $last
), known as (
  select *, coalesce(times, case when least > $viral or reads_at_least is null then least end) as most from posts
), counted as (
  select account_id, basis, {columns} count(*) as posts,
         count(read_users) as with_readers, sum(read_users) as readers,
         count(times) as with_views, sum(times) as views, sum(times::hugeint * times) as squared_views,
         sum(case when times is null then read_users::hugeint * read_users end) as squared_people,
         count(most) as with_any, count(case when most > $viral then 1 end) as viral,
         count(case when times is null then reads_at_least end) as bounds,
         bool_or(published_at > cast(published_on as timestamp)) as has_clock,
         sum(case when opened_users is not null then delivered_users end) as delivered,
         sum(case when delivered_users is not null then opened_users end) as opened
  from known group by all
), chosen as (
  select account_id, arg_max(basis, (posts, basis)) as basis
  from (select account_id, basis, sum(posts) as posts from counted group by all) group by all
)
select platform, account, counted.* exclude (account_id, basis)
from counted join chosen using (account_id, basis) join dim_account using (account_id)
