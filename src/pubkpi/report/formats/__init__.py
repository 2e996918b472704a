"""Views and charts → files: HTML, PDF, JSON, CSV."""
