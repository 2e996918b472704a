-- One row a source of new followers within $first to $last, most first: how many came, on how many days it is known, how many left.
select source as name, sum(new_count), count(distinct day), sum(lost_count)
from follower_source_daily where day between $first and $last
group by name order by 2 desc nulls last, name
