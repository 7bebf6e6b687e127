"""What keeps content from being published."""

from collections.abc import Iterable


class PublishError(Exception):
    """What is wrong with the content, told all at once: `messages`, each a sentence for the editor."""

    def __init__(self, messages: Iterable[str] | str) -> None:
        self.messages = [messages] if isinstance(messages, str) else list(messages)
        super().__init__(" ".join(self.messages))
