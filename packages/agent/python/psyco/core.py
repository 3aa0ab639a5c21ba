# The functions of the `psyco` module that ask the compiler for something. They return at once; the compiler, in its own
# process, finds the request in the data region. Without a compiler (unsupported Python, forked child) they do nothing.

from types import FunctionType, MethodType

from psyco import _agent

_wire = _agent.wire


def full():
    """Compile every function as soon as it can be compiled."""
    _agent.post(_wire.REQUEST_FULL)


def profile():
    """Compile the functions that take the time (this is the default)."""
    _agent.post(_wire.REQUEST_PROFILE)


def bind(function):
    """Compile this function now, and the functions it calls. Takes a Python function, a method or a class with methods."""
    if isinstance(function, MethodType):
        function = function.__func__
    if isinstance(function, type):
        for value in list(vars(function).values()):
            if isinstance(value, (staticmethod, classmethod)):
                value = value.__func__
            if isinstance(value, FunctionType):
                bind(value)
        return
    if not isinstance(function, FunctionType):
        raise TypeError(f'psyco.bind() takes a Python function, a method or a class, not {type(function).__name__}')
    _agent.post_object(_wire.REQUEST_BIND, function)


def stop():
    """Compile nothing more. What is compiled stays compiled."""
    _agent.post(_wire.REQUEST_STOP)


def log(path=None):
    """Write what the compiler does to this file; without a path, to the program's name with the ending .log-psyco."""
    import os
    import sys
    if path is None:
        path = (os.path.splitext(sys.argv[0])[0] or 'psyco') + '.log-psyco'
    _agent.post_text(_wire.REQUEST_LOG, os.fsencode(os.path.abspath(path)))
