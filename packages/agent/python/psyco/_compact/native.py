# Keeps the attributes of compact instances in data blocks, by machine code that this file installs: CPython calls it through
# the slots of one hidden base class, `Storage`. What the code does not do itself (new shapes, changes of layout, deletion) comes
# back here, to `slow_store` and `slow_delete`. Imported once; raises Unsupported where the code does not run.

import sys

from . import _machine_code as machine
from .shapes import EMPTY, LARGE, Shape, changed, extended, found, immortal, kind_of
from .unsupported import Unsupported

if sys.implementation.name != 'cpython' or sys.version_info[:2] != (3, 11):
    raise Unsupported(f'compact storage is for CPython 3.11, this is {sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}')
if sys.maxsize != 2**63 - 1 or not hasattr(sys, 'getrefcount') or not __import__('posix').uname().machine in ('x86_64', 'amd64'):
    raise Unsupported('compact storage is for 64-bit x86')

import ctypes
import mmap

word = ctypes.c_uint64
process = ctypes.pythonapi


class Storage:
    """The base class of `compact`. Its one slot is the data block, which is no object: nobody but the machine code may use it."""
    __slots__ = ('_data', '__weakref__')


def at(address):
    return word.from_address(address).value


def slot_offset(cls, name):
    """Where CPython has put a slot: PyMemberDescrObject, its PyMemberDef."""
    return at(at(id(vars(cls)[name]) + machine.D_MEMBER) + machine.MEMBER_OFFSET)


def address_of(symbol):
    try:
        return ctypes.cast(getattr(process, symbol), ctypes.c_void_p).value
    except AttributeError:
        raise Unsupported(f'this Python does not export {symbol}')


def check_layout():
    """Nothing is guessed: what the code relies on is compared with this very process."""
    root, base = id(Storage), id(object)
    expected = {
        'size of an instance': (at(root + machine.TP_BASICSIZE), machine.INSTANCE_SIZE),
        'basicsize': (Storage.__basicsize__, machine.INSTANCE_SIZE),
        'weak references': (Storage.__weakrefoffset__, machine.INSTANCE_WEAK_REFERENCES),
        'data': (slot_offset(Storage, '_data'), machine.INSTANCE_DATA),
        'tp_getattro': (at(base + machine.TP_GETATTRO), address_of('PyObject_GenericGetAttr')),
        'tp_setattro': (at(base + machine.TP_SETATTRO), address_of('PyObject_GenericSetAttr')),
        'tp_free': (at(root + machine.TP_FREE), address_of('PyObject_GC_Del')),
        'shape': ({name: slot_offset(Shape, name) for name in Shape.__slots__}, machine.SHAPE_OFFSETS),
        'large shape': ({name: slot_offset(type(LARGE), name) for name in Shape.__slots__}, machine.SHAPE_OFFSETS),
    }
    for what, (is_, should_be) in expected.items():
        if is_ != should_be:
            raise Unsupported(f'unexpected layout of this Python: {what} is {is_}, not {should_be}')


def keep_alive(value):
    """For ever: machine code has the address. (A reference that nobody gives back survives the end of the interpreter.)"""
    process.Py_IncRef(ctypes.py_object(value))


def map_code():
    """The code in memory of its own, which is never writable and executable at once. Returns its address."""
    objects = {'emptyShape': EMPTY, 'slowStore': slow_store, 'slowDelete': slow_delete}
    table = [address_of(name) for name in machine.SYMBOLS] + [id(objects[name]) for name in machine.OBJECTS]
    for value in objects.values():
        keep_alive(value)
    size = -(-len(machine.CODE) // mmap.PAGESIZE) * mmap.PAGESIZE
    call = ctypes.CDLL(None, use_errno=True)
    call.mmap.restype = ctypes.c_void_p
    call.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    call.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    address = call.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address in (None, 2**64 - 1):
        raise Unsupported('no memory for the code of compact classes')
    ctypes.memmove(address, machine.CODE, len(machine.CODE))
    for index, value in enumerate(table):
        word.from_address(address + 8 * index).value = value
    if call.mprotect(address, size, mmap.PROT_READ | mmap.PROT_EXEC) != 0:
        raise Unsupported('this system does not let a program make memory executable')
    return address


def install():
    """Puts the machine code into the slots of Storage, before it has subclasses or instances. Returns load, store, move, unpack, shape_of."""
    code = map_code()
    entries = {name: code + offset for name, offset in machine.ENTRIES.items()}
    new_wrapper = process.PyDescr_NewWrapper
    new_wrapper.restype = ctypes.py_object
    new_wrapper.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p]

    def wrapper(like, function):
        # A slot wrapper as `like` is one: the same way of calling (its wrapperbase), another C function.
        return new_wrapper(Storage, at(id(like) + machine.D_BASE), entries[function])

    # Setting these makes CPython put the functions into tp_getattro and tp_setattro, here and in every subclass that does not
    # define its own (3.11, Objects/typeobject.c, update_one_slot).
    Storage.__getattribute__ = wrapper(object.__getattribute__, 'getattro')
    Storage.__setattr__ = wrapper(object.__setattr__, 'setattro')
    Storage.__delattr__ = wrapper(object.__delattr__, 'setattro')
    if at(id(Storage) + machine.TP_GETATTRO) != entries['getattro'] or at(id(Storage) + machine.TP_SETATTRO) != entries['setattro']:
        raise Unsupported('this Python did not take the slots of compact classes')
    # The slot is no object for anybody else, and the list of slots would be copied and pickled.
    del Storage._data, Storage.__slots__
    for slot, function in (machine.TP_DEALLOC, 'dealloc'), (machine.TP_TRAVERSE, 'traverse'), (machine.TP_CLEAR, 'clear'):
        word.from_address(id(Storage) + slot).value = entries[function]
    keep_alive(Storage)
    return (
        wrapper(object.__getattribute__, 'load'),
        wrapper(dict.__setitem__, 'store'),
        wrapper(int.__add__, 'move'),
        wrapper(int.__add__, 'snapshot'),
        wrapper(int.__neg__, 'shape'),
    )


# What the machine code asks for. Any of this may be interrupted: by another thread, a signal handler, what the garbage collector runs. So an
# instance changes by one call of the machine code, which does it only if the instance still has the shape for which that was planned.

def slow_store(instance, name, value):
    """Stores what the code does not know how to: a shape that nobody had before, or another layout."""
    while True:
        shape = shape_of(instance)
        if type(shape) is dict:
            shape[name] = value
            return
        is_new = name not in shape.names
        target = (extended if is_new else changed)(shape, name, kind_of(value))
        settle()
        if target is None:
            enlarge(instance, shape)
        elif type(value) is not tuple and (is_new or type(dict(shape.members)[name]) is not tuple):
            store(instance, name, value)    # the code knows how, now that it knows where
            return
        elif rearrange(instance, shape, target, name, value):
            return


def slow_delete(instance, name):
    try:
        delete(instance, name)
    except KeyError:
        raise AttributeError(f'{type(instance).__name__!r} object has no attribute {name!r}', name=name, obj=instance) from None


def settle():
    """New shapes get the reference that nobody gives back."""
    while immortal:
        try:
            shape = immortal.pop()
        except IndexError:
            return      # another thread has taken it
        keep_alive(shape)


def rearrange(instance, shape, target, name=None, value=None):
    """From one shape to another, in which `name` has the value, and all others what they have then. False if the shape was another one."""
    sources, words = bytearray(4), []
    for member, kind in target.members:
        count = len(kind) if type(kind) is tuple else 1
        if member == name:
            sources += bytes(4 * count)
            words += value if type(kind) is tuple else (value,)
        else:
            first = (shape.names[member] & machine.PLACE_OFFSET_MASK) // 8
            for index in range(first, first + count):
                sources += index.to_bytes(4, 'little')
            words += (None,) * count
    return move(instance, (shape, target, bytes(sources), tuple(words))) is not None


def enlarge(instance, shape):
    """Gives the instance a dict, with all that it has then."""
    return move(instance, (shape, LARGE, bytes(8), ({},))) is not None


# What the rest of the package asks for: the same in plain.py.

def names(instance):
    """The names in the order of first setting: a tuple, or a dict that has them as keys."""
    shape = shape_of(instance)
    return shape if type(shape) is dict else shape.names


def snapshot(instance):
    values = {}
    unpack(instance, values)
    return values


def delete(instance, name):
    """KeyError if it is not there."""
    while True:
        shape = shape_of(instance)
        if type(shape) is dict:
            del shape[name]
            return
        if name not in shape.names:
            raise KeyError(name)
        target = found(tuple(member for member in shape.members if member[0] != name))
        settle()
        if target is None:
            enlarge(instance, shape)
        elif rearrange(instance, shape, target):
            return


def clear(instance):
    move(instance, (None, EMPTY, b'', ()))


def size(instance):
    """Bytes of the data block."""
    shape = shape_of(instance)
    return 16 + sys.getsizeof(shape) if type(shape) is dict else 8 * len(shape.kinds) if shape is not EMPTY else 0


# Kept for the one class that is made of it.
slots = ()
check_layout()
load, store, move, unpack, shape_of = install()
settle()
