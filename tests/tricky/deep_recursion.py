"""Python functions call each other without machine stack, so the recursion limit may be raised far beyond what that would hold."""
import os
import sys
import threading

SCALE = int(os.environ.get("TRICKY_SCALE", 1))


def depth(n):
    if n == 0:
        return 0
    return 1 + depth(n - 1)


class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next

    def total(self):
        if self.next is None:
            return self.value
        return self.value + self.next.total()


def chain(length):
    node = None
    for value in range(length):
        node = Node(value % 7, node)
    return node


def dismantle(node):
    # The deallocation of a long chain is a recursion of its own.
    while node is not None:
        node.next, node = None, node.next


for _ in range(400 * SCALE):
    depth(200)
sys.setrecursionlimit(200_000)
print(depth(100_000))

head = chain(300)
for _ in range(100 * SCALE):
    head.total()
head = chain(60_000)
print(head.total())
dismantle(head)


def in_thread(size):
    threading.stack_size(size)
    answers = []

    def work():
        for _ in range(100 * SCALE):
            depth(150)
        answers.append(depth(20_000))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return answers


print(in_thread(256 * 1024), in_thread(16 << 20))
sys.setrecursionlimit(5_000)
try:
    depth(10_000)
except RecursionError as error:
    print(error)
