# Forked children that end by a fault, with faulthandler switched on and off before: they die of the signal, whatever stands in front of it.
import faulthandler
import os
import resource
import sys

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(n):
    s = 0
    for i in range(n):
        s += i
    return s


def other(n):
    return [work(k) for k in range(n)]


def run(how):
    if how & 2:
        faulthandler.enable(sys.stdout)
    work(1000)
    if how & 4:
        faulthandler.enable(sys.stdout)
        other(10)
    if how & 8:
        work(10)
        faulthandler.disable()
        faulthandler.enable(sys.stdout)
        other(3)
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if how & 1:
            faulthandler.disable()
        faulthandler._sigsegv()
        os._exit(7)
    status = os.waitpid(pid, 0)[1]
    print(how, os.WTERMSIG(status) if os.WIFSIGNALED(status) else "survived", flush=True)


for how in range(16):
    run(how)
for round in range(200):
    other(60)
run(1)
