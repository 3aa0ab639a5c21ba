# Keeps the attributes of compact instances in ordinary dicts: where the machine code does not run. The same behaviour, without
# the saving of memory. Has the interface of native.py.


class Storage:
    """The base class of `compact`. Its subclasses hide the real `__dict__` behind a property; this is the way to it."""


real_dict = vars(Storage)['__dict__'].__get__
# Instances need their dicts: no empty __slots__ for the classes.
slots = None


def load(instance, name):
    return real_dict(instance)[name]


def store(instance, name, value):
    real_dict(instance)[name] = value


def delete(instance, name):
    del real_dict(instance)[name]


def clear(instance):
    real_dict(instance).clear()


def size(instance):
    return 0


def names(instance):
    return real_dict(instance)


def snapshot(instance):
    return dict(real_dict(instance))
