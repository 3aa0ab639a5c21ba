"""Psyco, the Python specializing compiler, as programs see it.

    try:
        import psyco
        psyco.full()
    except ImportError:
        pass

The module exists in programs started by the `psyco` command. Each function here is in a file of its own room: core.py asks the
compiler for things; the rest of the classic interface (profilers, unbinding, compact classes, proxies) joins it as further files.
"""

from .core import bind, full, log, profile, stop

__all__ = ['bind', 'full', 'log', 'profile', 'stop']
__version__ = '0.1.0'
