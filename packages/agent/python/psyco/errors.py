# What this package raises and warns with, beside the TypeError and ValueError of Python itself.


class error(Exception):
    """Psyco cannot do what it was asked for; the text says why. Never raised inside functions because they are compiled."""


class warning(Warning):
    """Something may not mean what it means without Psyco."""
