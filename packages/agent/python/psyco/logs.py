# The log file, and the copy of the machine code.

import os
import sys

from .checks import check_count
from .errors import error
from .requests import ask, send


def default_name():
    """The script's name with the ending log-psyco instead of its own."""
    name = os.path.splitext(sys.argv[0] if getattr(sys, 'argv', None) else '')[0]
    return name + '.log-psyco' if os.path.basename(name) else name + 'log-psyco'


def log(logfile='', mode='w', top=10):
    """Write what the compiler does to this file; by default to the script's name with the ending .log-psyco.

    mode: 'w' begins the file anew, 'a' goes on at its end; top: how many functions the lists of charges show.
    """
    if mode not in ('w', 'a'):
        if not isinstance(mode, str):
            raise TypeError(f"psyco.log(): mode must be 'w' or 'a', not {type(mode).__name__}")
        raise ValueError(f"psyco.log(): mode must be 'w' or 'a', not {mode!r}")
    most = check_count('log', 'top', top)
    path = os.path.abspath(os.fsdecode(logfile or default_name()))
    with open(path, mode):
        pass    # what cannot be written is reported here, where it was asked for
    send('log', {'path': path, 'top': most})


def dumpcodebuf():
    """Write the machine code made so far, disassembled, to the file psyco.dump."""
    answer = ask('dumpcodebuf', {'path': os.path.abspath('psyco.dump')})
    if answer is not None and answer['problem']:
        raise error(f'psyco.dumpcodebuf(): {answer["problem"]}')
