-- One row a {group} of the pieces published within $first to $last of which the form of authors has what they took: pieces whose
-- time is known of all their authors, the sum of it in seconds; the same of their cost in fen. A last row, with `is_total`, is
-- of all pieces, each once though several accounts have it; of how many no post is known stands in it alone.
with pieces as (
  select title_key, published_on, case when count(work_seconds) = count(*) then sum(work_seconds) end as seconds,
         case when count(cost_fen) = count(*) then sum(cost_fen) end as fen
  from authorship where published_on between $first and $last group by all
  having count(work_seconds) = count(*) or count(cost_fen) = count(*)
), posts as (
  select distinct title_key, published_on, {group} as name from {categorised_posts}
  where published_on in (select published_on from pieces)
), placed as (
  select * from posts join pieces using (title_key, published_on)
), every as (
  select distinct title_key, published_on, seconds, fen from placed
)
select false as is_total, name, count(seconds), sum(seconds), count(fen), sum(fen), null from placed group by name
union all
select true, null, count(seconds), sum(seconds), count(fen), sum(fen), (select count(*) from pieces) - count(*) from every
order by is_total
