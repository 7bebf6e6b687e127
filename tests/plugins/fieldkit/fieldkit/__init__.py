"""Small things for forms, letters and notices."""
