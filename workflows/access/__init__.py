"""The public record: what everyone may know of documents, and how somebody asks to see one (R8.6, R8.16)."""
