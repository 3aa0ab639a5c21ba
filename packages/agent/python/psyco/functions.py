# Finds the Python functions in what programs give to bind() and its like.

from types import BuiltinFunctionType, ClassMethodDescriptorType, CodeType, FunctionType, MethodDescriptorType, MethodType, MethodWrapperType, WrapperDescriptorType

# Callables that are written in C.
BUILTINS = (BuiltinFunctionType, ClassMethodDescriptorType, MethodDescriptorType, MethodWrapperType, WrapperDescriptorType)


def describe(value):
    name = getattr(value, '__qualname__', None) or getattr(value, '__name__', None)
    return f'{name} ({type(value).__name__})' if isinstance(name, str) else f'{type(value).__name__} object'


def function_in(value):
    """The function behind a function, a method, a staticmethod or a classmethod; None if it is none of these, or not in Python."""
    while isinstance(value, (MethodType, staticmethod, classmethod)):
        value = value.__func__
    return value if isinstance(value, FunctionType) else None


def functions_in(value):
    """As function_in(), of what may hold several: the accessors of a property."""
    if isinstance(value, property):
        found = map(function_in, (value.fget, value.fset, value.fdel))
    else:
        found = [function_in(value)]
    return [function for function in found if function is not None]


def refuse(doing, value):
    if isinstance(value, (MethodType, staticmethod, classmethod)):
        value = value.__func__
    if isinstance(value, BUILTINS):
        raise TypeError(f'psyco.{doing}(): {describe(value)} is written in C: only Python functions can be compiled')
    raise TypeError(f'psyco.{doing}() takes a Python function, a method, or a class or object with functions in its __dict__, not {describe(value)}')


def find_functions(doing, value):
    """The functions that `value` is or that are defined in its __dict__."""
    functions = functions_in(value)
    if functions or isinstance(value, (MethodType, staticmethod, classmethod, property, CodeType)):
        return functions or refuse(doing, value)
    try:
        members = vars(value)
    except TypeError:
        refuse(doing, value)
    unique = {id(function): function for member in list(members.values()) for function in functions_in(member)}
    return list(unique.values())
