# Shapes: which attributes an instance has, in which order, and of which kinds. Instances whose attributes were set in the same
# order to the same kinds share one shape. The tree of shapes begins at EMPTY and is walked by the transitions of each shape.
#
# The machine code reads the slots of a shape; none of them is ever set again. packages/compact/src/layout.ts has the layout.

from ._machine_code import KIND_FLOAT, KIND_INT, KIND_OBJECT, KIND_SHAPE, LONGEST_TUPLE, PLACE_OFFSET_BITS

# Beyond these an instance is used like a dict, and gets one.
MOST_ATTRIBUTES = 64
MOST_TRANSITIONS = 256
# How many different changes of kind are seen for a name before it is an object for all that change it.
MOST_CHANGES = 8


class Shape:
    """Which attributes an instance has. `members` has (name, kind); the kind of a tuple is the tuple of its items' kinds."""
    __slots__ = ('kinds', 'members', 'names', 'to_0', 'to_1', 'to_2', 'to_3', 'to_tuples')

    def __init__(self, members):
        kinds = bytearray([KIND_SHAPE])
        names = {}
        for name, kind in members:
            place = 8 * len(kinds)
            if type(kind) is tuple:
                names[name] = place | len(kind) << PLACE_OFFSET_BITS
                kinds += bytes(kind)
            else:
                names[name] = place
                kinds.append(kind)
        self.kinds = bytes(kinds)
        self.members = members
        self.names = names
        self.to_0, self.to_1, self.to_2, self.to_3, self.to_tuples = {}, {}, {}, {}, {}
        keep(self)

    def __repr__(self):
        return f'<shape {", ".join(f"{name}: {describe(kind)}" for name, kind in self.members)}>'


class Large:
    """The shape of an instance with too many attributes: its one word is a dict. Laid out like a shape; `names` is None."""
    __slots__ = Shape.__slots__

    def __init__(self):
        self.kinds = bytes([KIND_SHAPE, KIND_OBJECT])
        self.members, self.names = (), None
        self.to_0, self.to_1, self.to_2, self.to_3, self.to_tuples = {}, {}, {}, {}, {}
        keep(self)


immortal = []


def keep(shape):
    """Shapes never die: data blocks and code have their addresses."""
    immortal.append(shape)


def describe(kind):
    if type(kind) is tuple:
        return f'({", ".join(map(describe, kind))})'
    return {KIND_OBJECT: 'object', KIND_INT: 'int', KIND_FLOAT: 'float'}[kind]


def kind_of(value):
    """How a value is kept: numbers of 64 bits and tuples of nothing but them unboxed, exact types only."""
    kind = kind_of_number(value)
    if kind == KIND_OBJECT and type(value) is tuple and 0 < len(value) <= LONGEST_TUPLE:
        kinds = tuple(map(kind_of_number, value))
        if KIND_OBJECT not in kinds:
            return kinds
    return kind


def kind_of_number(value):
    if type(value) is float:
        return KIND_FLOAT
    if type(value) is int and -1 << 63 <= value < 1 << 63:
        return KIND_INT
    return KIND_OBJECT


def transitions(shape, name, kind):
    """The dict of the shape that has where this goes, and the key."""
    if type(kind) is tuple:
        return shape.to_tuples, (name, kind)
    return (shape.to_0, shape.to_1, shape.to_2)[kind], name


def extended(shape, name, kind):
    """The shape with one attribute more, or None if there are too many."""
    known, key = transitions(shape, name, kind)
    target = known.get(key)
    if target is None and len(shape.members) < MOST_ATTRIBUTES and len(known) < MOST_TRANSITIONS:
        target = known[key] = Shape((*shape.members, (name, kind)))
    if known is shape.to_tuples and target is not None:
        shape.to_3[name] = target
    return target


def found(members):
    """The shape with these members, or None if there are too many."""
    shape = EMPTY
    for name, kind in members:
        shape = shape and extended(shape, name, kind)
    return shape


changes = {}


def changed(shape, name, kind):
    """The shape in which the attribute has another kind, or None if there are too many."""
    known, key = transitions(shape, name, kind)
    target = known.get(key)
    if target is None and len(known) < MOST_TRANSITIONS:
        seen = changes[name] = changes.get(name, 0) + 1
        if seen > MOST_CHANGES:
            kind = KIND_OBJECT
        target = found(tuple((other, kind if other == name else its_kind) for other, its_kind in shape.members))
        if target is not None:
            known[key] = target
    return target


EMPTY = Shape(())
LARGE = Large()
