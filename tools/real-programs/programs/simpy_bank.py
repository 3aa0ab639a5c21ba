"""SimPy: a bank with counters, impatient customers and breakdowns; its processes are generators."""

import random

from SimPy.Simulation import Monitor, PriorityQ, Process, Resource, Simulation, hold, passivate, release, request
from workload import rounds, show


class Customer(Process):
    def visit(self, bank, number):
        arrived = self.sim.now()
        yield request, self, bank.counter
        bank.waits.observe(self.sim.now() - arrived)
        yield hold, self, bank.random.expovariate(1 / 11.0)
        yield release, self, bank.counter
        if number % 10 == 0:
            bank.log.append((number, round(self.sim.now(), 6)))


class Source(Process):
    def generate(self, bank, count):
        for number in range(count):
            customer = Customer(name=f"customer {number}", sim=self.sim)
            self.sim.activate(customer, customer.visit(bank, number))
            yield hold, self, bank.random.expovariate(1 / 4.0)


class Machine(Process):
    def work(self, bank, repair):
        made = 0
        while True:
            yield hold, self, bank.random.uniform(1, 5)
            made += 1
            if made % 7 == 0:
                yield request, self, repair, made % 3
                yield hold, self, bank.random.uniform(2, 3)
                yield release, self, repair
            if made % 1000 == 0:
                bank.log.append((self.name, made))
                yield passivate, self


class Bank(Simulation):
    def run(self, seed):
        self.initialize()
        self.random = random.Random(seed)
        self.log = []
        self.counter = Resource(capacity=3, sim=self)
        self.waits = Monitor(sim=self)
        repair = Resource(capacity=1, qType=PriorityQ, sim=self)
        source = Source(sim=self)
        self.activate(source, source.generate(self, 1500))
        for number in range(8):
            machine = Machine(name=f"machine {number}", sim=self)
            self.activate(machine, machine.work(self, repair))
        self.simulate(until=8000)
        return round(self.waits.mean(), 6), self.waits.count(), self.log


for turn in rounds():
    show("bank", Bank().run(turn))
