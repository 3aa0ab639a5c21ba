"""A round-robin scheduler runs n rounds of tasks of several kinds that send each other messages."""
from harness import run

SIZES = {"small": 52000, "one_second": 690000, "ten_seconds": 7200000}


class Message:
    def __init__(self, sender, amount):
        self.sender = sender
        self.amount = amount
        self.next = None


class Task:
    """A task has a mailbox, which is a linked list, and a priority that ages while it waits."""

    def __init__(self, name, priority):
        self.name = name
        self.priority = priority
        self.age = 0
        self.first = None
        self.last = None
        self.waiting = 0
        self.runs = 0

    def post(self, message):
        message.next = None
        if self.first is None:
            self.first = message
        else:
            self.last.next = message
        self.last = message
        self.waiting += 1

    def take(self):
        message = self.first
        if message is not None:
            self.first = message.next
            self.waiting -= 1
            if self.first is None:
                self.last = None
        return message

    def is_ready(self):
        return self.first is not None

    def urgency(self):
        return self.priority + self.age

    def step(self, scheduler):
        raise NotImplementedError


class Idle(Task):
    """Always ready, never urgent; it wakes one of the producers now and then."""

    def __init__(self, name, producers):
        super().__init__(name, 0)
        self.control = 1
        self.producers = producers

    def is_ready(self):
        return True

    def urgency(self):
        return -1

    def step(self, scheduler):
        if self.control & 1:
            self.control = (self.control >> 1) ^ 0xD008
        else:
            self.control >>= 1
        producer = self.producers[self.control % len(self.producers)]
        producer.post(Message(self, self.control & 15))


class Producer(Task):
    """Cuts the work it is told to do into pieces for its worker."""

    def __init__(self, name, priority, worker):
        super().__init__(name, priority)
        self.worker = worker
        self.produced = 0

    def step(self, scheduler):
        message = self.take()
        for piece in range(1 + message.amount % 3):
            self.worker.post(Message(self, message.amount + piece))
            self.produced += 1


class Worker(Task):
    """Works on a piece for as long as it is big, then passes it on."""

    def __init__(self, name, priority, device):
        super().__init__(name, priority)
        self.device = device
        self.current = None
        self.left = 0
        self.worked = 0

    def is_ready(self):
        return self.current is not None or self.first is not None

    def step(self, scheduler):
        if self.current is None:
            self.current = self.take()
            self.left = 1 + self.current.amount // 4
        self.left -= 1
        self.worked += 1
        if self.left == 0:
            self.device.post(self.current)
            self.current = None


class Device(Task):
    """Needs some time for each piece; two kinds differ in how they count it."""

    def __init__(self, name, priority, delay):
        super().__init__(name, priority)
        self.delay = delay
        self.ready_at = 0
        self.checksum = 0

    def is_ready(self):
        return self.first is not None and self.ready_at <= self.runs + self.waiting

    def record(self, message):
        self.checksum = (self.checksum * 31 + message.amount) % 1000003

    def step(self, scheduler):
        message = self.take()
        self.ready_at = self.runs + self.delay
        self.record(message)
        scheduler.done(message)


class Printer(Device):
    def record(self, message):
        self.checksum += len(message.sender.name) + message.amount


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.finished = 0
        self.amount = 0

    def add(self, task):
        self.tasks.append(task)
        return task

    def done(self, message):
        self.finished += 1
        self.amount += message.amount

    def choose(self):
        best = None
        highest = -2
        for task in self.tasks:
            if task.is_ready():
                urgency = task.urgency()
                if urgency > highest:
                    highest = urgency
                    best = task
        for task in self.tasks:
            if task is best:
                task.age = 0
            elif task.age < 50:
                task.age += 1
        return best

    def run(self, rounds):
        for _ in range(rounds):
            task = self.choose()
            task.runs += 1
            task.step(self)


def main(n):
    scheduler = Scheduler()
    disk = scheduler.add(Device("disk", 8, 2))
    printer = scheduler.add(Printer("printer", 6, 3))
    workers = [scheduler.add(Worker("sorter", 4, disk)), scheduler.add(Worker("writer", 3, printer))]
    producers = [scheduler.add(Producer("input", 5, workers[0])), scheduler.add(Producer("network", 5, workers[1]))]
    scheduler.add(Idle("idle", producers))
    scheduler.run(n)
    runs = [task.runs for task in scheduler.tasks]
    return scheduler.finished, scheduler.amount, disk.checksum, printer.checksum, runs


if __name__ == "__main__":
    run(main, SIZES)
