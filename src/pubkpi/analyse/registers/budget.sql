-- One row a {group} of payments within $first to $last, most money first: the sum in fen, how many payments.
select {group} as name, sum(amount_fen), count(amount_fen)
from spend where spent_on between $first and $last group by name order by 2 desc nulls last, name
