-- One row a {group} of posts, most posts first, from the counts of posts.sql: how many there are; how many have readers
-- (people), and their sum; how many have reads or plays (times), and their sum; how many have any of these, and how many of
-- those are viral; of how many only a bound is known.
select {group} as name, sum(posts), sum(with_readers), sum(readers), sum(with_views), sum(views),
       sum(with_any), sum(viral), sum(bounds)
from {posts} group by name order by 2 desc, name nulls last
