"""Views and charts → files: HTML, PDF, JSON, CSV; office documents in a room of their own."""
