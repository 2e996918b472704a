-- One row a milestone that was due within $first to $last, or before and not done when that began: its name, who answers for it,
-- the days on which it was to begin, is due, and was done; the one due first stands first.
select name, owner, started_on, due_on, done_on
from milestone where due_on <= $last and (due_on >= $first or done_on is null or done_on >= $first)
order by due_on, name
