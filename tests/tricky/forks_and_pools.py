# Children of hot programs: os.fork in the middle of compiled code, all start methods of multiprocessing, a server with workers that
# are forked before they work, daemons, exec.
import multiprocessing
import os
import socket
import sys
from common import SCALE


def hot(n):
    total = 0
    for i in range(n):
        total = (total * 3 + i) % 1000003
    return total


def fork_inside(n):
    """The fork is in the loop: parent and child go on in it, each on its own."""
    total = 0
    read, write = os.pipe()
    for i in range(n):
        total += i * i
        if i == n // 2:
            child = os.fork()
            if child == 0:
                total += 1
    if child == 0:
        os.write(write, str((total, hot(5000))).encode())
        os._exit(7)
    os.close(write)
    text = os.read(read, 1000).decode()
    os.close(read)
    return total, text, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def pooled(argument):
    return sum(hot(argument + i) for i in range(20))


def in_pools():
    for method in ("fork", "forkserver", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(method, pool.map(pooled, range(100, 110)), pool.apply(hot, (2000,)))


def prefork():
    """Workers take turns at one listening socket, and work for long enough to be worth compiling."""
    server = socket.socket(socket.AF_UNIX)
    server.bind("\0tricky-forks-and-pools-%d" % os.getpid())
    server.listen(8)
    workers = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            for _ in range(4):
                connection, _ = server.accept()
                with connection:
                    number = int(connection.recv(100))
                    connection.sendall(str([hot(number + i) for i in range(50)][-1]).encode())
            os._exit(0)
        workers.append(child)
    answers = []
    for number in range(12):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(server.getsockname())
            client.sendall(str(1000 + number).encode())
            answers.append(client.recv(100).decode())
    print("prefork", answers, [os.waitpid(worker, 0)[1] for worker in workers])


def daemon():
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in range(3):
                os.dup2(null, descriptor)
            os.write(write, repr([hot(3000) for _ in range(200)][-1]).encode())
            os._exit(0)
        os._exit(0)
    os.wait()
    os.close(write)
    print("daemon", os.read(read, 100).decode())


def executed():
    child = os.fork()
    if child == 0:
        for i in range(300):
            hot(i)
            if i == 299:
                os.execv(sys.executable, [sys.executable, "-c", "print('executed', sum(i * i for i in range(1000)))"])
    os.waitpid(child, 0)


if __name__ == "__main__":
    for _ in range(300 * SCALE):
        hot(1000)
    print(hot(1000))
    for turn in range(5):
        total, text, status = fork_inside(20000 * SCALE)
        print("inside", total == sum(i * i for i in range(20000 * SCALE)), text == str((total + 1, hot(5000))), status, flush=True)
    in_pools()
    prefork()
    daemon()
    sys.stdout.flush()
    executed()
    print("end", hot(1000))
