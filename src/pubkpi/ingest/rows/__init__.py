"""What a row of a sheet is: record, total, header, note; and why one is rejected."""
