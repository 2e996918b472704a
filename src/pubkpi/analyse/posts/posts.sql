-- One row an account and {columns} of the posts published within $first to $last: how many there are; how many have readers
-- (people), their sum and the sum of their squares; the same of reads or plays (times); how many have any of these, and how
-- many of those have more than $viral, 10万+ among them where that bound has (else it is not known); of how many only that bound is known; whether one has a clock time; people
-- delivered to and people who opened, of the posts that have both.
-- Of an account that has its posts on several bases the one with the most posts counts, as in the macro chosen_basis; it is
-- chosen from the counts, so that the posts are read once.
with counted as (
  select platform, account, basis, {columns} count(*) as posts,
         count(read_users) as with_readers, sum(read_users) as readers, sum(read_users::hugeint * read_users) as squared_readers,
         count(coalesce(reads, plays)) as with_views, sum(coalesce(reads, plays)) as views,
         sum(coalesce(reads, plays)::hugeint * coalesce(reads, plays)) as squared_views,
         count(coalesce(reads, plays, case when greatest(reads_at_least, read_users) > $viral or reads_at_least is null then greatest(reads_at_least, read_users) end)) as with_any,
         count(*) filter (where coalesce(reads, plays, case when greatest(reads_at_least, read_users) > $viral or reads_at_least is null then greatest(reads_at_least, read_users) end) > $viral) as viral,
         count(*) filter (where reads is null and plays is null and reads_at_least is not null) as bounds,
         bool_or(published_at > cast(published_on as timestamp)) as has_clock,
         sum(delivered_users) filter (where opened_users is not null) as delivered,
         sum(opened_users) filter (where delivered_users is not null) as opened
  from {source} where published_on between $first and $last group by all
), chosen as (
  select platform, account, arg_max(basis, (posts, basis)) as basis
  from (select platform, account, basis, sum(posts) as posts from counted group by all) group by all
)
select counted.* exclude (basis) from counted join chosen using (platform, account, basis)
