"""What users read: English in the code, Vietnamese in the catalogue, Vietnamese shown first."""

from messages.catalogue import language, mark, translate, translate_to

__all__ = ["language", "mark", "translate", "translate_to"]
