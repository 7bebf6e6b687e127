"""What is looked through: one row per page, and one per paragraph of a guideline."""

from django.db import models


class SearchEntry(models.Model):
    """A page or a paragraph as search knows it. Written by `index.py` alone, as pages are saved; never edited.

    Which pages may be read now is asked of the pages themselves, never of these rows.
    """

    class Kind(models.TextChoices):
        """What was found."""

        PARAGRAPH = "paragraph"
        GUIDELINE = "guideline"
        CALL = "call"
        ARTICLE = "article"

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=10)
    same = models.CharField(max_length=60)  # shared with the same text in the other form of Norwegian
    code = models.CharField(max_length=20, blank=True)  # of a paragraph
    title = models.CharField(max_length=300)
    heading = models.CharField(max_length=300, blank=True)  # the chapter of a paragraph
    text = models.TextField(blank=True)
    words = models.TextField()  # ` stem:weight stem:weight`, see `Weights`

    class Meta:
        app_label = "cms"
        constraints = [
            models.UniqueConstraint(fields=["page", "code"], name="one_search_entry_per_paragraph")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.code}".strip()
