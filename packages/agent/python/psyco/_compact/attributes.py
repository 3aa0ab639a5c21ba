# What `__dict__` of a compact instance is: a live view with all operations of a dict. Knows the storage only.

from collections.abc import Mapping, MutableMapping

from .storage import storage


def exact(name):
    """The characters of a subclass of str: attributes are found by those."""
    return name if type(name) is str else str.__getitem__(name, slice(None))


class attributes(MutableMapping):
    """The attributes of one compact instance. Changes here change the instance, and the other way round."""
    __slots__ = ('_instance',)

    def __init__(self, instance):
        self._instance = instance

    def __getitem__(self, name):
        if not isinstance(name, str):
            hash(name)      # unhashable keys are an error with a dict
            raise KeyError(name)
        return storage.load(self._instance, exact(name))

    def __setitem__(self, name, value):
        if not isinstance(name, str):
            raise TypeError(f'attributes of compact instances have names, not {type(name).__name__} keys')
        storage.store(self._instance, exact(name), value)

    def __delitem__(self, name):
        if not isinstance(name, str):
            hash(name)
            raise KeyError(name)
        storage.delete(self._instance, exact(name))

    def __contains__(self, name):
        if not isinstance(name, str):
            hash(name)
            return False
        return exact(name) in storage.names(self._instance)

    def __len__(self):
        return len(storage.names(self._instance))

    def __iter__(self):
        return self._walk(list(storage.names(self._instance)))

    def __reversed__(self):
        return self._walk(list(reversed(storage.names(self._instance))))

    def _walk(self, names):
        for name in names:
            if len(self) != len(names):
                raise RuntimeError('dictionary changed size during iteration')
            yield name

    def __repr__(self):
        return repr(self.copy())

    def __eq__(self, other):
        if isinstance(other, attributes):
            other = other.copy()
        return self.copy() == other if isinstance(other, dict) else NotImplemented

    __hash__ = None

    def __or__(self, other):
        return self.copy() | dict(other) if isinstance(other, Mapping) else NotImplemented

    def __ror__(self, other):
        return dict(other) | self.copy() if isinstance(other, Mapping) else NotImplemented

    def __ior__(self, other):
        self.update(other)
        return self

    def __reduce__(self):
        return dict, (self.copy(),)

    def copy(self):
        return storage.snapshot(self._instance)

    def clear(self):
        storage.clear(self._instance)

    def popitem(self):
        names = list(storage.names(self._instance))
        if not names:
            raise KeyError('popitem(): dictionary is empty')
        return names[-1], self.pop(names[-1])

    @staticmethod
    def fromkeys(iterable, value=None):
        return dict.fromkeys(iterable, value)
