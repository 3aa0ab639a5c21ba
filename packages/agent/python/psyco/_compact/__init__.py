"""Compact classes: instances that keep ints, floats and tuples of numbers unboxed.

    class Point(psyco.compact):
        def __init__(self, x, y):
            self.x = x
            self.y = y

classes.py has the classes, attributes.py their `__dict__`; native.py keeps the attributes in data blocks by machine code, plain.py
in ordinary dicts where that cannot be. `storage` says which it is, and `why_plain` why.
"""

from .classes import compact, compacttype
from .storage import ASKED_FOR, storage, why_plain

__all__ = ['ASKED_FOR', 'compact', 'compacttype', 'storage', 'why_plain']
