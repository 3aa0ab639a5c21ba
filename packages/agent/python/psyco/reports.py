# What the compiler has done: stats(), explain(), is_active().

from types import CodeType

from .connection import agent, reason, wire
from .functions import describe, function_in, refuse
from .requests import ask


def is_active():
    """Whether a compiler serves this process; waits until that is known, if it is just starting."""
    agent.ask_for_compiler()
    return agent.await_compiler()


def stats():
    """Everything counted so far, as a dict; 'attached' is False, with a 'reason', if there is no compiler."""
    answer = ask('stats')
    return answer if answer is not None else {'attached': False, 'reason': why_not()}


def why_not():
    if reason is not None:
        return reason
    if agent.region.address is None or agent.region.unattended:
        return agent.region.reason or 'this process was forked from one that has a compiler, and has asked for nothing yet'
    return 'the compiler did not start, or has ended'


class Explanation(dict):
    """What is known of one function; its text is for people."""

    def __str__(self):
        return self['text']


def explain(f):
    """Whether this function is compiled, in which versions, with which exits, or why not."""
    function = function_in(f)
    if isinstance(f, CodeType):
        code = f
    elif function is None:
        refuse('explain', f)
    else:
        code = function.__code__
    answer = ask('explain', {'code': id(code)}, code)
    if answer is None:
        answer = {'function': code.co_qualname, 'compiled': False, 'whyNot': [], 'text': f'{describe(f)}: not compiled: {why_not()}'}
    return Explanation(answer)
