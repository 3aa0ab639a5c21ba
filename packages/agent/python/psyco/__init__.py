"""Psyco, the Python specializing compiler, as programs see it.

    try:
        import psyco
        psyco.full()
    except ImportError:
        pass

In a program started by the `psyco` command the compiler is there already; under plain Python importing this package starts it.
A forked child gets one of its own when it asks for something; under the command also by itself, once it has worked for some tenths
of a second. Without one (an unsupported Python, no Node.js) everything here can
be called and the program runs as it is: is_active() tells. docs/guide.md is the guide.
"""

from . import connection    # first: the others need the agent
from .errors import error, warning
from .logs import dumpcodebuf, log
from .profilers import background, full, jit, profile, runonly, stop
from .reports import explain, is_active, stats
from .selecting import bind, cannotcompile, proxy, setfilter, unbind, unproxy

__all__ = [
    'background', 'bind', 'cannotcompile', 'dumpcodebuf', 'error', 'explain', 'full', 'is_active', 'jit', 'log', 'profile', 'proxy', 'runonly',
    'setfilter', 'stats', 'stop', 'unbind', 'unproxy', 'warning',
]
__version__ = '0.1.0'
version_info = (0, 1, 0, 'final', 0)


def __getattr__(name):
    # Only programs that use compact classes pay for them at the start.
    if name in ('compact', 'compacttype'):
        from . import _compact
        globals().update(compact=_compact.compact, compacttype=_compact.compacttype)
        if _compact.why_plain not in (None, _compact.ASKED_FOR):
            from .warn import warn
            if not connection.has_launcher:
                warn(f'compact instances save no memory here: {_compact.why_plain}')
        return globals()[name]
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
