"""Compact classes whose methods are compiled: `class X(psyobj)` or `class X(metaclass=psymetaclass)`."""

from types import FunctionType

import psyco

from ._compact import compacttype

__all__ = ['psyobj', 'psymetaclass', '__metaclass__']


class psymetaclass(compacttype):
    """Binds the functions that a class defines, or only those whose names its `__psyco__bind__` lists."""

    def __new__(metaclass, name, bases, namespace, **keywords):
        cls = super().__new__(metaclass, name, bases, namespace, **keywords)
        chosen = namespace.get('__psyco__bind__')
        for key, value in namespace.items():
            if chosen is None or key in chosen:
                value = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
                if isinstance(value, FunctionType):
                    psyco.bind(value)
        return cls


psyobj = psymetaclass('psyobj', (), {'__module__': __name__, '__doc__': 'A compact class whose methods are compiled; inherit from it.'})

# In Python 2 a module-wide `__metaclass__` was the metaclass of classes without bases.
__metaclass__ = psymetaclass
