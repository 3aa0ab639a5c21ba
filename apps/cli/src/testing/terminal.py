"""For the test of terminals: an interactive shell in a terminal of its own, in which a hot program is stopped, goes on in the background, comes back, is interrupted and quit,
and loses its terminal. Prints what became of it.

terminal.py COMMAND: with the words that run Python, as a shell writes them. Marks are waited for, not times."""
import os
import pty
import resource
import select
import sys
import time

PATIENCE = 60.0

# Hot before it says so, and hot until a file is there.
HOT = '''
import os, sys, time
try:
    from psyco import _agent
except ImportError:
    _agent = None

def f(n):
    total = 0.0
    for i in range(n):
        total += i * 0.5
    return total

def hot(go_on):
    while go_on():
        f(2000)

def compiler():
    return _agent.read(_agent.wire.OFFSET_COMPILER_PID) if _agent else 0

start = time.monotonic()
hot(lambda: time.monotonic() < start + 1 or _agent and not compiler() and time.monotonic() < start + 30)
with open("processes", "w") as file:
    print(os.getpid(), compiler(), file=file)
print("hot" + "now", flush=True)
hot(lambda: not os.path.exists("enough"))
print("the" + "end", f(2000), flush=True)
'''


def state_of(pid):
    """R, S or T, or - if there is none."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0].replace("Z", "-")
    except OSError:
        return "-"


class Terminal:
    def __init__(self):
        shell, self.descriptor = pty.fork()
        if shell == 0:
            os.environ.update(PS1="$ ", HISTFILE="", TERM="dumb")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        self.said = ""

    def write(self, text):
        os.write(self.descriptor, text.encode())

    def read_until(self, mark):
        end = time.monotonic() + PATIENCE
        while mark not in self.said:
            if time.monotonic() > end:
                raise SystemExit(f"no {mark!r} in {self.said!r}")
            if select.select([self.descriptor], [], [], 0.2)[0]:
                self.said += os.read(self.descriptor, 4096).decode(errors="replace")
        before, _, self.said = self.said.partition(mark)
        return before


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"never: {what}")
        time.sleep(0.02)


def start(terminal, command):
    """The numbers of the program and of its compiler."""
    terminal.write(f"{command} hot.py\n")
    terminal.read_until("hotnow")
    with open("processes") as file:
        return tuple(int(number) for number in file.read().split())


def status(terminal):
    """That of the last command. What is typed is shown, too: hence the sum."""
    terminal.write("echo status $((1000 + $?)).\n")
    terminal.read_until("status 1")
    return int(terminal.read_until("."))


def main(command):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open("hot.py", "w") as file:
        file.write(HOT)
    terminal = Terminal()

    program, compiler = start(terminal, command)
    terminal.write("\x1a")
    terminal.read_until("Stopped")
    print("stopped:", state_of(program))
    terminal.write("bg\n")
    until(lambda: state_of(program) == "R", "it runs in the background")
    terminal.write("fg\n")
    until(lambda: os.tcgetpgrp(terminal.descriptor) == os.getpgid(program), "it is in the foreground")
    open("enough", "w").close()
    print("it ends:", terminal.read_until("theend") is not None, status(terminal))
    gone = [(program, compiler)]
    os.unlink("enough")

    for key, name in (("\x03", "interrupted"), ("\x1c", "quit")):
        program, compiler = start(terminal, command)
        gone.append((program, compiler))
        terminal.write(key)
        until(lambda: state_of(program) == "-", f"it is {name}")
        print(f"{name}:", status(terminal))

    program, compiler = start(terminal, command)
    gone.append((program, compiler))
    os.close(terminal.descriptor)
    until(lambda: state_of(program) == "-", "the terminal is gone, and so is the program")
    until(lambda: all(state_of(pid) == "-" for pids in gone for pid in pids if pid), "nobody is left")
    print("nobody is left")


if __name__ == "__main__":
    main(sys.argv[1])
