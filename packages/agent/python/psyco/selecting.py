# Which functions are compiled: bind, unbind, proxy, unproxy, cannotcompile, setfilter. A function is compiled through its code
# object and stays as it is itself, so nothing that can be seen of it changes. Names and defaults are those of Psyco 1.6.

import sys
from types import CodeType, FunctionType, MethodType
from weakref import WeakKeyDictionary, ref

from .checks import check_count
from .connection import agent
from .errors import error
from .functions import describe, find_functions, function_in, refuse
from .requests import ask, send
from .warn import warn_about

originals = WeakKeyDictionary()     # by proxy: the function that it stands for
copies = {}     # id of a code object: weak references to it and to its copy that proxies run
filters = [None]


def addresses(functions):
    return sorted({id(function.__code__) for function in functions})


def bind(object, rec=10):
    """Compile this function or method, or all that are defined in this class, module or object, when they are called next.

    The functions that they call are compiled too, and the ones called by those, down to a depth of `rec`.
    """
    depth = check_count('bind', 'rec', rec)
    functions = find_functions('bind', object)
    if not functions:
        raise error(f'psyco.bind(): there is no Python function or method in the __dict__ of {describe(object)}')
    warn_about(functions)
    send('bind', {'codes': addresses(functions), 'rec': depth}, functions)


def unbind(object):
    """Take back what bind() did: the functions are interpreted again, and their code is given up."""
    functions = find_functions('unbind', object)
    if functions:
        ask('unbind', {'codes': addresses(functions)}, functions)


def copy_code(code):
    """A code object of its own: the same for every proxy of one code, so that it is compiled once."""
    known = copies.get(id(code))
    if known is not None and known[0]() is code and known[1]() is not None:
        return known[1]()
    # The functions that are made inside run code of their own as well.
    copy = code.replace(co_consts=tuple(copy_code(constant) if isinstance(constant, CodeType) else constant for constant in code.co_consts))
    key = id(code)
    copies[key] = ref(code), ref(copy, lambda gone: copies.pop(key, None))
    return copy


def copy_function(function, code):
    copy = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    for name in ('__kwdefaults__', '__qualname__', '__module__', '__doc__'):
        setattr(copy, name, getattr(function, name))
    copy.__annotations__ = dict(function.__annotations__)
    copy.__dict__.update(function.__dict__)
    return copy


def proxy(f, rec=10):
    """A copy of this function or method that is compiled; the original is left alone."""
    depth = check_count('proxy', 'rec', rec)
    if isinstance(f, MethodType):
        return MethodType(proxy(f.__func__, depth), f.__self__)
    if not isinstance(f, FunctionType):
        refuse('proxy', f)
    warn_about([f])
    original = originals.get(f, f)
    copy = copy_function(original, copy_code(original.__code__))
    originals[copy] = original
    send('bind', {'codes': [id(copy.__code__)], 'rec': depth, 'except': [id(original.__code__)]}, copy, original)
    return copy


def unproxy(p):
    """The function or method that a proxy stands for."""
    if isinstance(p, MethodType):
        return MethodType(unproxy(p.__func__), p.__self__)
    if not isinstance(p, FunctionType):
        refuse('unproxy', p)
    original = originals.get(p)
    if original is None:
        raise error(f'psyco.unproxy(): {describe(p)} is not a proxy')
    return original


def cannotcompile(object):
    """Never compile this function, method or code object; psyco.error if it is compiled already."""
    if isinstance(object, CodeType):
        code = object
    else:
        function = function_in(object)
        if function is None:
            refuse('cannotcompile', object)
        code = function.__code__
    answer = ask('cannotcompile', {'codes': [id(code)]}, code)
    if answer is not None and answer['compiled']:
        raise error(f'psyco.cannotcompile(): {code.co_qualname} is compiled already; unbind() it first')


def setfilter(func):
    """Let func(code) decide: a code object for which it returns a false value is not compiled. None: no filter.

    Asked once per code object. Returns the filter that was there before.
    """
    if func is not None and not callable(func):
        raise TypeError(f'psyco.setfilter() takes a function or None, not {describe(func)}')
    before, filters[0] = filters[0], func
    send('filter', {'on': func is not None})
    return before


def consider():
    """Answers the compiler, which wants to know whether it may compile a code object. Called by it, in the main thread."""
    code = agent.take_question()
    if code is None:
        return
    allowed = True
    if filters[0] is not None:
        try:
            allowed = bool(filters[0](code))
        except BaseException:
            allowed = False
            report(sys.exc_info())
    send('verdict', {'code': id(code), 'allowed': allowed}, code)


def report(failure):
    """An exception in a filter cannot go anywhere: there is no caller."""
    try:
        if sys.unraisablehook is not sys.__unraisablehook__:
            sys.unraisablehook(Unraisable(*failure))
            return
        # The standard hook takes only what the interpreter itself has made (3.11, Python/errors.c, _PyErr_WriteUnraisableDefaultHook).
        from traceback import print_exception
        print(f'{Unraisable.err_msg}: {filters[0]!r}', file=sys.stderr)
        print_exception(*failure)
    except BaseException:
        pass


class Unraisable:
    """What a program's own sys.unraisablehook() is given."""

    err_msg = 'Exception ignored in the function given to psyco.setfilter()'

    def __init__(self, kind, value, trace):
        self.exc_type, self.exc_value, self.exc_traceback, self.object = kind, value, trace, filters[0]


agent.consider = consider    # where the compiler finds it
