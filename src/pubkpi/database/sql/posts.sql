-- post_identity: one row a row of `post`, with `identity`, which the same article has in every export and basis.
-- Rows are the same article by url; else by platform, account, day and title_key, unless a basis knows two such posts:
-- those are `is_ambiguous` and only their urls join them. The identity is the smallest post id among the joined rows.
create or replace view post_identity as
with keyed as (
  select platform, account, post, basis, published_on, title_key,
         regexp_replace(regexp_replace(replace(trim(url), '&amp;', '&'), '^https?://', ''), '(&chksm=.*|#.*)$', '') as link,
         count(*) over (partition by platform, account, published_on, title_key, basis) as alike
  from post
), told as (
  select *, coalesce(title_key, '') = '' or max(alike) over article > 1 as apart,
         coalesce(title_key, '') <> '' and max(alike) over article > 1 as is_ambiguous
  from keyed window article as (partition by platform, account, published_on, title_key)
), by_title as (
  select *, case when apart then post else min(post) over (partition by platform, account, published_on, title_key, apart) end as first
  from told
), by_link as (
  select *, case when link is null then first else min(first) over (partition by platform, account, link) end as second
  from by_title
)
select platform, account, post, basis, published_on, title_key, is_ambiguous,
       case when apart then second
            else min(second) over (partition by platform, account, published_on, title_key, apart) end as identity
from by_link;

-- post_with_category: every row of `post` with its category: the typed one, else that of the first keyword of
-- categories.yaml that its title holds, else null.
create or replace view post_with_category as
select p.*, coalesce(c.category, (select arg_min(k.category, k.place) from category_keyword k
                                  where contains(lower(p.title), lower(k.keyword)))) as category,
       c.category is not null as is_typed
from post p left join post_category c using (title_key, published_on);

-- chosen_basis: of each account that has posts within two days the basis (count as of the seventh day, so far …) on which it
-- has the most, and how many these are; where two have as many, the last by name.
create or replace macro chosen_basis(first_day, last_day) as table
select platform, account, arg_max(basis, (number, basis)) as basis, max(number) as number
from (select platform, account, basis, count(*) as number
      from post where published_on between first_day and last_day group by all)
group by all;
