-- One row a row of `post` with its category: the typed one, else that of the first keyword that its title holds, {own}.
select p.*, coalesce(c.category, {own}) as category
from post_by_number p left join (select title_key, published_on, category from post_category) c using (title_key, published_on)
