"""Objects that are taken out of an attribute which gets another value: when they end, and who still has them."""
import gc
import sys

ended = []


class Node:
    def __init__(self, number, next):
        self.number = number
        self.next = next

    def __del__(self):
        ended.append(self.number)


class Plain:
    def __init__(self, number, next):
        self.number = number
        self.next = next


class Queue:
    def __init__(self):
        self.first = None
        self.last = None

    def put(self, node):
        node.next = None
        if self.first is None:
            self.first = node
        else:
            self.last.next = node
        self.last = node

    def take(self):
        node = self.first
        if node is not None:
            self.first = node.next
            if self.first is None:
                self.last = None
        return node


class Stack(Queue):
    def put(self, node):
        node.next = self.first
        self.first = node

    def take(self):
        node = self.first
        if node is None:
            raise IndexError("empty")
        self.first = node.next
        return node


def consume(queue):
    node = queue.take()
    return node.number + len(ended)


def swap(left, right):
    first = left.first
    left.first = right.first
    right.first = first
    return first


def rounds(queue, kind, count):
    total = 0
    for index in range(count):
        queue.put(kind(index, None))
        queue.put(kind(-index, None))
        total += consume(queue)
        node = queue.take()
        total += node.number
        count = sys.getrefcount(node)
        node = None
        total += count
    return total


def main():
    for kind in (Plain, Node):
        for queue in (Queue(), Stack()):
            for _ in range(3):
                ended.clear()
                print(kind.__name__, type(queue).__name__, rounds(queue, kind, 20000), len(ended), ended[:5], ended[-5:])
    left, right = Queue(), Queue()
    left.put(Node(1, None))
    right.put(Node(2, None))
    for index in range(30001):
        one = swap(left, right)
        if index % 10000 == 0:
            print(one.number, sys.getrefcount(one), left.first.number, right.first.number)
    kept = [Plain(index, None) for index in range(3)]
    stack = Stack()
    for index in range(30000):
        for node in kept:
            stack.put(node)
        while stack.first is not None:
            node = stack.take()
    print([sys.getrefcount(node) for node in kept])
    stack = Stack()
    try:
        for index in range(30000):
            if index < 29990:
                stack.put(Node(index, None))
            stack.take()
    except IndexError as error:
        print(error, index, len(ended))
    del left, right, one
    gc.collect()
    print(len(ended), sorted(ended[-2:]))


main()
