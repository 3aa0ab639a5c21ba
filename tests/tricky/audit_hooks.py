"""Hooks for audit events, which are not traced, with loops in them, called in the middle of loops that are about to be entered."""
import sys

seen = 0


def count(event):
    total = 0
    for character in event:
        if character == 't':
            total += 1
        elif character == '!':
            total += 1.5
    return total


def hook(event, arguments):
    global seen
    if event != 'tricky.event':
        return
    for argument in arguments:
        for step in range(40):
            seen += count(argument) if step % 7 == 0 else 0


sys.addaudithook(hook)


def work(turns, value):
    result = 0
    for turn in range(turns):
        result += value
        if turn % 3 == 0:
            sys.audit('tricky.event', 'text', 'test!' if turn % 300 == 299 else 'tt')
    return result


for round in range(60):
    print(work(60 + round, 1 if round % 20 < 15 else 0.5), seen)
