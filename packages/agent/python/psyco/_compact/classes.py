# `compacttype`, the metaclass, and `compact`, the class to inherit from. Knows the storage and the view on it.

from .attributes import attributes, exact
from .storage import storage


def get_dict(instance):
    return attributes(instance)


def set_dict(instance, values):
    # A copy first: the values may be a view on this very instance.
    try:
        values = dict(values)
    except (TypeError, ValueError):
        raise TypeError(f'__dict__ must be set to a dictionary, not a {type(values).__name__!r}') from None
    for name in values:
        if not isinstance(name, str):
            raise TypeError(f'attributes of compact instances have names, not {type(name).__name__} keys')
    storage.clear(instance)
    for name, value in values.items():
        storage.store(instance, exact(name), value)


class compacttype(type):
    """The metaclass of compact classes. It puts `compact` last among the bases, and refuses `__slots__`."""

    def __new__(metaclass, name, bases, namespace, **keywords):
        if '__slots__' in namespace:
            raise TypeError(f'class {name} cannot have __slots__: compact classes keep whatever attributes are set compactly by themselves; leave __slots__ out')
        bases = tuple(base for base in bases if base is not object and base is not the_class)
        if the_class is not None and not any(isinstance(base, compacttype) for base in bases):
            bases = (*bases, the_class)
        elif the_class is None:
            bases = (storage.Storage,)
        # In each class, because a base that is no compact class may have a `__dict__` of its own.
        namespace = {'__dict__': property(get_dict, set_dict, storage.clear, 'the attributes of the instance'), **namespace}
        if storage.slots is not None:
            namespace['__slots__'] = storage.slots
        cls = super().__new__(metaclass, name, bases, namespace, **keywords)
        if storage.slots is not None:
            del cls.__slots__
        return cls


the_class = None    # `compact`, once it exists


class compact(metaclass=compacttype):
    """Inherit from this class, and instances keep their attributes compactly: ints, floats and tuples of numbers without objects."""

    @property
    def __members__(self):
        """The names of the attributes, in the order in which they were first set."""
        return list(storage.names(self))

    def __dir__(self):
        return sorted({*object.__dir__(self), *storage.names(self)})

    def __sizeof__(self):
        return object.__sizeof__(self) + storage.size(self)

    def __getstate__(self):
        return storage.snapshot(self)


the_class = compact

# Their name for programs, pickles and messages.
compact.__module__ = compacttype.__module__ = __name__.partition('.')[0]
# A look at an attribute gives the metaclass a version (3.11, Objects/typeobject.c, _PyType_Lookup): compiled code makes instances under it.
assert compact.__module__
