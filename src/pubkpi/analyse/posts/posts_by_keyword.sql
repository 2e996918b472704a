-- One row a row of `post` with its category: that of the first keyword that its title holds, {own}.
select *, {own} as category from post_by_number
