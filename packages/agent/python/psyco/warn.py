# The warnings of this package: where a program asks for something that cannot be had here, or that may not mean what it means without Psyco.

import os
import sys

from .connection import has_launcher
from .errors import warning

# What these functions find depends on who holds which references, and compiled code holds fewer: docs/differences.md.
DEPENDS_ON_REFERENCES = {'getrefcount': 'sys.getrefcount', 'get_referrers': 'gc.get_referrers'}

is_known_python = (sys.implementation.name, sys.version_info[:2]) == ('cpython', (3, 11))
has_warned = False


def warn(text):
    """Warns about the line of the program that has called into this package."""
    from warnings import warn
    here = os.path.dirname(__file__)
    frame, level = sys._getframe(1), 2
    while frame is not None and os.path.dirname(frame.f_code.co_filename) == here:
        frame, level = frame.f_back, level + 1
    warn(f'psyco: {text}', warning, stacklevel=level)


def warn_about_python():
    """Once: another Python than those that are known. Everything can be called, nothing is compiled."""
    global has_warned
    if not is_known_python and not has_warned and not has_launcher:
        has_warned = True
        warn(f'nothing will be compiled: this is {sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}, and only CPython 3.11 is known')


def warn_about(functions):
    """Functions that are to be compiled and that may see a difference."""
    warn_about_python()
    for function in functions if is_known_python else ():
        names = function.__code__.co_names
        for name, meaning in DEPENDS_ON_REFERENCES.items():
            if name in names:
                warn(f'{function.__qualname__} calls {meaning}(), which may find fewer references in compiled code')
