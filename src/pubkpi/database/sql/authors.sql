-- authorship_part: one row an author of a piece, by title and day: the part of the piece that is theirs, as `author_weight` /
-- `author_whole`. Who typed no share has a like part of what the others left. The whole divides by any number up to 20, so
-- that parts are whole numbers, or shares of six decimals, and add up exactly; `is_whole` unless those of the piece do not
-- come to 1, or are none of these.
create or replace view authorship_part as
with told as (
  select title_key, published_on, author, share,
         count(*) filter (share is null) over (partition by title_key, published_on) as blanks,
         coalesce(sum(share) over (partition by title_key, published_on), 0) as given
  from authorship
), parts as (
  select title_key, published_on, author, case when share is null then blanks else 1 end as sharers,
         case when share is null then 1 - given else share end as part,
         case when blanks > 0 then given < 1 else given = 1 end as adds_up
  from told
)
select title_key, published_on, author, cast(part * (232792560 // sharers) as decimal(18, 6)) as author_weight,
       cast(232792560 as bigint) as author_whole,
       bool_and(adds_up and part = cast(part as decimal(9, 6)) and 232792560 % sharers = 0)
         over (partition by title_key, published_on) as is_whole
from parts;

-- post_author: one row an author of a post, by title and day, with their part of it.
create or replace view post_author as
select title_key, published_on, author, author_weight, author_whole from authorship_part where is_whole;

-- publication_author: the same of the rows of `publication`: those that the form of authors has for their title, where it
-- has that title on one day, else those that the row names itself, in like parts.
create or replace view publication_author as
with single as (
  select title_key from authorship_part group by title_key having count(distinct published_on) = 1
), listed as (
  select p.entry, p.entry_no, s.author, s.author_weight, s.author_whole, s.is_whole
  from publication p join authorship_part s using (title_key) join single using (title_key)
), named as (
  select distinct entry, entry_no, author
  from (select entry, entry_no, trim(unnest(regexp_split_to_array(authors, '[、,，;；/\s]+'))) as author from publication)
  where author <> ''
), alone as (
  select entry, entry_no, author, count(*) over (partition by entry, entry_no) as sharers
  from named anti join listed using (entry, entry_no)
)
select entry, entry_no, author, author_weight, author_whole from listed where is_whole
union all
select entry, entry_no, author, cast(232792560 // sharers as decimal(18, 6)), cast(232792560 as bigint)
from alone where 232792560 % sharers = 0;
