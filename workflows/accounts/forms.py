"""What is typed about an account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy

from workflows.directory.models import User


class OpenForm(forms.Form):
    """The name of who opens an account, and the password they choose."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        max_length=1000,
        help_text=gettext_lazy(
            "At least 12 characters. A sentence that only you think of is easy to remember."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial = {"first_name": user.first_name, "last_name": user.last_name}

    def clean(self) -> dict[str, Any]:
        """Hold the password to the rules, among them that it is not like the name."""
        cleaned = super().clean() or {}
        if "password" in cleaned:
            names = {name: cleaned.get(name, "") for name in ("first_name", "last_name")}
            like = User(username=self.user.username, email=self.user.email, **names)
            try:
                validate_password(cleaned["password"], like)
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return cleaned
