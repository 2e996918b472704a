-- One row an account: its posts within $first to $until, of the basis that has most of them, as content has them; the day of its
-- last post up to $until, the longest run of days without a post between its first one and $until within the period, followers
-- at the last day known up to $until, and that day; its unit; and for indices of those posts how many they are, and of each of
-- reads, 在看, likes and shares (times) the sum, the sum of the first articles of their message, and the most of one, null unless
-- each post has it; those of first articles are null unless the address of each post says its place. 10万+ is 100001.
-- Accounts are those with posts or followers, and those that accounts.yaml names on a platform and has opened by $until.
-- The posts are read once for all accounts; once more are those alone that have what an index needs, for few exports have it, and
-- to add up for all what nobody asks for takes longer.
with daily as materialized (
  select account_id, basis, published_on as day, count(*) as posts, count(coalesce(reads, reads_at_least)) as with_times,
         count(like_count) as with_likes
  from post_by_number where published_on <= $until group by all
), runs as (
  select account_id, day, lead(day, 1, cast($until as date) + 1) over (partition by account_id order by day) as next
  from (select distinct account_id, day from daily)
), days as (
  select account_id, max(day) as latest,
         max(date_diff('day', greatest(day, cast($first as date) - 1), next) - 1) filter (where next >= $first) as pause
  from runs group by all
), counted as (
  select account_id, basis, sum(posts) as posts, sum(with_times) as with_times, sum(with_likes) as with_likes
  from daily where day >= $first group by all
), chosen as materialized (
  select account_id, arg_max(basis, (posts, basis)) as basis, max(posts) as posts,
         arg_max(least(with_times, with_likes), (posts, basis)) as engaged
  from counted group by all
), engaged as (
  select account_id, count(*) as number, bool_and(place <> '') as is_placed,
         [sum(times), sum(case when place = '1' then times else 0 end), max(times)] as reads,
         case when count(wow_count) = count(*) then [sum(wow_count), sum(case when place = '1' then wow_count else 0 end), max(wow_count)] end as wows,
         [sum(like_count), sum(case when place = '1' then like_count else 0 end), max(like_count)] as likes,
         case when count(share_count) = count(*) then [sum(share_count), sum(case when place = '1' then share_count else 0 end), max(share_count)] end as shares
  from (
    select p.*, coalesce(reads, reads_at_least) as times, regexp_extract(post, '[?&]idx=([0-9]+)', 1) as place
    from post_by_number p semi join (
      select account_id, basis from chosen join dim_account using (account_id) where posts = engaged and platform = 'wechat'
    ) using (account_id, basis)
    where published_on between $first and $until
  ) group by all
), published as (
  select platform, account, latest, pause, c.posts, e.* exclude (account_id)
  from days join dim_account using (account_id) left join chosen c using (account_id) left join engaged e using (account_id)
), followers as (
  select platform, account, arg_max(total_count, day) as total, max(day) as day
  from account_daily where total_count is not null and day <= $until group by all
), units as (
  select platform, account, max(unit) as unit from account group by all
), every as (
  select platform, account from published union select platform, account from followers
  union select platform, account from account where platform <> ''
  group by all having coalesce(max(opened_on) <= $until, true)
)
select platform, account, coalesce(u.unit, a.unit), coalesce(p.posts, 0), p.latest, p.pause, total, f.day,
       p.number, coalesce(p.is_placed, false), p.reads, p.wows, p.likes, p.shares
from every left join published p using (platform, account) left join followers f using (platform, account)
left join units u using (platform, account)
left join (select account, max(unit) as unit from units where platform = '' group by all) a using (account)
order by platform, account
