"""The editor's home in Wagtail: what waits."""
