class Unsupported(Exception):
    """The machine code of compact classes does not run here; the text says why."""
