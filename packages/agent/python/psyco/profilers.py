# The profilers: how much is compiled without being named. Names, order and defaults of arguments are those of Psyco 1.6.

from math import inf

from .checks import check_number
from .requests import send
from .warn import warn_about_python

LIMITS = {
    'memory': 'a number of kilobytes, 0 or more',
    'time': 'a number of seconds, 0 or more',
    'memorymax': 'a number of kilobytes, 0 or more',
    'timemax': 'a number of seconds, 0 or more',
}


def start(kind, function, limits, charges={}):
    fields = {'kind': kind, **charges}
    for name, value in limits.items():
        if value is not None:
            number = check_number(function, name, value, 0, inf, meaning=LIMITS[name])
            if number != inf:
                fields[name] = number
    warn_about_python()
    send('profiler', fields)


def check_charges(function, watermark, halflife, pollfreq, parentframe):
    return {
        'watermark': check_number(function, 'watermark', watermark, 0, 1, meaning='a number from 0 to 1'),
        'halflife': check_number(function, 'halflife', halflife, 0, inf, (0, inf), 'a number of seconds, more than 0'),
        'pollfreq': check_number(function, 'pollfreq', pollfreq, 0, inf, (0, inf), 'a number of samples a second, more than 0'),
        'parentframe': check_number(function, 'parentframe', parentframe, 0, 1, (1,), 'a number from 0 to less than 1'),
    }


def full(memory=None, time=None, memorymax=None, timemax=None):
    """Compile whatever runs, until a limit is reached.

    memory, memorymax: kilobytes of code and data, and of what the compiler keeps for them, made by this profiler or in all;
    time, timemax: seconds that it runs, or from now on.
    """
    start('full', 'full', dict(memory=memory, time=time, memorymax=memorymax, timemax=timemax))


def jit(memory=None, time=None, memorymax=None, timemax=None):
    """The same as full(), under its old name."""
    start('full', 'jit', dict(memory=memory, time=time, memorymax=memorymax, timemax=timemax))


def profile(watermark=0.09, halflife=0.5, pollfreq=20, parentframe=0.25, memory=None, time=None, memorymax=None, timemax=None):
    """Compile the functions that take the time, while they run, until a limit is reached.

    A function is compiled when it has the share `watermark` of all charges. Charges drop to half in `halflife` seconds; whoever
    calls a function gets `parentframe` of its charge. `pollfreq`: looks a second, at least.
    """
    start('profile', 'profile', dict(memory=memory, time=time, memorymax=memorymax, timemax=timemax), check_charges('profile', watermark, halflife, pollfreq, parentframe))


def background(watermark=0.09, halflife=0.5, pollfreq=100, parentframe=0.25, memory=None, time=None, memorymax=None, timemax=None):
    """As profile(), with no more than `pollfreq` looks a second, and without giving way to debuggers: nothing of the program changes."""
    start('background', 'background', dict(memory=memory, time=time, memorymax=memorymax, timemax=timemax), check_charges('background', watermark, halflife, pollfreq, parentframe))


def runonly(memory=None, time=None, memorymax=None, timemax=None):
    """Run what is compiled, compile nothing more, until a limit is reached."""
    start('runonly', 'runonly', dict(memory=memory, time=time, memorymax=memorymax, timemax=timemax))


def stop():
    """Stop the running profiler and forget those that wait. What is compiled stays compiled; what is bound stays bound."""
    send('stop')
