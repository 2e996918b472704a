"""What an export looks like and which facts it feeds: profiles as data, forms, surveys."""
