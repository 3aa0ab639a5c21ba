"""Psyco, the Python specializing compiler, as programs see it.

    try:
        import psyco
        psyco.full()
    except ImportError:
        pass

The module exists in programs started by the `psyco` command. Each function here is in a file of its own room: core.py asks the
compiler for things, _compact has the compact classes, classes.py those whose methods are compiled; the rest of the classic interface
(profilers, unbinding, proxies) joins them as further files.
"""

from .core import bind, full, log, profile, stop

__all__ = ['bind', 'full', 'log', 'profile', 'stop']
__version__ = '0.1.0'


def __getattr__(name):
    # Only programs that use compact classes pay for them at the start.
    if name in ('compact', 'compacttype'):
        from . import _compact
        globals().update(compact=_compact.compact, compacttype=_compact.compacttype)
        return globals()[name]
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
