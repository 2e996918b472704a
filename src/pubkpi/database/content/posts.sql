-- One row an account: its posts as a list, and how many there are; of each quarter the $most most read ones.
-- Of an account that has its posts on several bases the one with the most counts.
-- Columns: day, title, readers (people), views (reads or plays), the least that views are (10万+), shares, comments (acts),
-- completion (share).
with listed as (
  select p.*, c.number, coalesce(p.reads, p.plays) as views,
         row_number() over (
           partition by platform, account, date_trunc('quarter', published_on)
           order by coalesce(p.reads, p.plays, p.reads_at_least, p.read_users) desc nulls last, p.published_on, p.post
         ) as place
  from post p join chosen_basis($first, $last) c using (platform, account, basis)
  where p.published_on between $first and $last
)
select platform, account, any_value(number),
       list([published_on::varchar, title, read_users::varchar, views::varchar, reads_at_least::varchar,
             share_count::varchar, comment_count::varchar, completion_share::double::varchar] order by published_on, place)
from listed where place <= $most group by all order by all
