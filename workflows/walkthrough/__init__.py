"""One case through all five flows by the site's own pages, as each of the people involved."""
