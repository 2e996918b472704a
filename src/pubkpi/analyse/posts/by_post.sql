-- The posts published within $first to $last that were read most, and those read least, $number each, measured by the mean of
-- their account: which end it is, key, platform, account, title, day, reads or plays (times), readers (people), whether only 10万+
-- is known, the ratio. Reads are times where the account's posts have them, else people, as in hours.sql; a post of 10万+ stands
-- by that bound, and is none of those read least. Accounts with fewer than $least such posts compare nothing.
with posts as (
  select account_id, basis, post, title, published_on, coalesce(reads, plays) as times, read_users as readers, reads_at_least as bound
  from post_by_number where published_on between $first and $last
), chosen as (
  select account_id, arg_max(basis, (number, basis)) as basis
  from (select account_id, basis, count(*) as number from posts group by all) group by all
), accounts as (
  select account_id, basis, count(times) > 0 as in_times,
         case when count(times) > 0 then sum(times) / count(times) else sum(readers) / count(readers) end as mean
  from posts join chosen using (account_id, basis) group by all
  having mean > 0 and case when in_times then count(times) else count(readers) end >= $least
), compared as (
  select p.*, case when in_times then times else readers end as value, coalesce(value, bound) / mean as ratio
  from posts p join accounts using (account_id, basis)
), ends as (
  (select 1 as place, * from compared where ratio is not null order by ratio desc, published_on, account_id, post limit $number)
  union all
  (select 2, * from compared where value is not null order by ratio, published_on, account_id, post limit $number)
)
select place, post, platform, account, title, published_on, times, readers, value is null, ratio
from ends join dim_account using (account_id) order by place, case when place = 1 then -ratio else ratio end, published_on, platform, account, post
