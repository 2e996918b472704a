-- One row an account: its posts within $first to $until, the day of its last post up to $until, the longest
-- run of days without a post between its first one and $until within the period, followers at the last day known up to $until,
-- and that day; its unit; and for indices of its posts, of the basis that has most of them, how many they are, and of each of
-- reads, 在看, likes and shares (times) the sum, the sum of the first articles of their message, and the most of one, null unless
-- each post has it; those of first articles are null unless the address of each post says its place. 10万+ is 100001.
-- Accounts are those with posts or followers, and those that accounts.yaml names on a platform and has opened by $until.
with posted as (
  select distinct platform, account, published_on as day from post where published_on <= $until
), runs as (
  select platform, account,
         date_diff('day', greatest(day, $first - 1),
                   least(coalesce(lead(day) over (partition by platform, account order by day), $until + 1), $until + 1)) - 1 as pause,
         coalesce(lead(day) over (partition by platform, account order by day), $until + 1) as next
  from posted
), pauses as (
  select platform, account, max(pause) as pause from runs where next >= $first group by all
), days as (
  select platform, account, max(day) as latest from posted group by all
), posts as (
  select platform, account, count(distinct identity) as posts
  from post_identity where published_on between $first and $until group by all
), followers as (
  select platform, account, arg_max(total_count, day) as total, max(day) as day
  from account_daily where total_count is not null and day <= $until group by all
), units as (
  select platform, account, max(unit) as unit from account group by all
), placed as (
  select *, coalesce(reads, reads_at_least) as times, regexp_extract(post, '[?&]idx=([0-9]+)', 1) as place
  from post join chosen_basis($first, $until) using (platform, account, basis)
  where published_on between $first and $until
), engaged as (
  select platform, account, count(*) as number, bool_and(place <> '') as is_placed,
         case when count(times) = count(*) then [sum(times), sum(case when place = '1' then times else 0 end), max(times)] end as reads,
         case when count(wow_count) = count(*) then [sum(wow_count), sum(case when place = '1' then wow_count else 0 end), max(wow_count)] end as wows,
         case when count(like_count) = count(*) then [sum(like_count), sum(case when place = '1' then like_count else 0 end), max(like_count)] end as likes,
         case when count(share_count) = count(*) then [sum(share_count), sum(case when place = '1' then share_count else 0 end), max(share_count)] end as shares
  from placed group by all
), every as (
  select platform, account from days union select platform, account from followers
  union select platform, account from account where platform <> ''
  group by all having coalesce(max(opened_on) <= $until, true)
)
select platform, account, coalesce(u.unit, a.unit), coalesce(posts, 0), latest, pause, total, f.day,
       e.number, coalesce(e.is_placed, false), e.reads, e.wows, e.likes, e.shares
from every left join days using (platform, account) left join pauses using (platform, account)
left join posts using (platform, account) left join followers f using (platform, account)
left join units u using (platform, account) left join engaged e using (platform, account)
left join (select account, max(unit) as unit from units where platform = '' group by all) a using (account)
order by platform, account
