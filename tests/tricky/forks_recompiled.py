# Children work on in compiled code of their parent while its compiler makes functions anew that this code calls: the callers in a child
# must stay with what was there at the fork. (Exits of the new code, in the child: it crashed.)
import os, time

class P:
    def __init__(self, v): self.v = v
class Q:
    def __init__(self, v): self.w = 0; self.v = v

def walk(items, i):
    if i < 0:
        return 0
    p = items[i]
    if i & 1:
        return walk(items, i - 1) + p.v
    return walk(items, i - 2) + p.v + walk(items, i - 3)

def caller(items, n):
    t = 0
    for i in range(n):
        t += walk(items, 12 + (i & 3))
    return t

def run(seconds, lists):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for items, want in lists:
            got = caller(items, 30)
            assert got == want, (got, want)

def pure(i, v):
    return 0 if i < 0 else pure(i - 1, v) + v if i & 1 else pure(i - 2, v) + v + pure(i - 3, v)

def made(*classes, v=1):
    return [classes[k % len(classes)](v) for k in range(20)], sum(pure(12 + (i & 3), v) for i in range(30))

def main():
    lists = [made(P)]
    more = [made(P), made(P, Q, v=3)]
    run(1.5, lists)
    children = []
    for n in range(2):
        pid = os.fork()
        if pid == 0:
            run(n, lists)
            run(3 - n, more)
            os._exit(0)
        children.append(pid)
    run(3, more)
    for pid in children:
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
main()
print('ok')
