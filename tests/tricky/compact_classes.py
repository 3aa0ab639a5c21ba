"""Compact classes, and ordinary ones where psyco is not there: the program cannot tell which it has."""
try:
    from psyco import compact
except ImportError:
    compact = object

import copy
import pickle


class Particle(compact):
    count = 0

    def __init__(self, x, v):
        self.x = x
        self.v = v
        self.box = (x, v)
        Particle.count += 1

    def step(self, time):
        self.x += self.v * time
        if self.x > 100.0:
            self.v = -self.v
        self.box = (self.x, self.v)

    @property
    def energy(self):
        return self.v * self.v


class Named(Particle):
    def __init__(self, x, v, name):
        super().__init__(x, v)
        self.name = name

    def __getattr__(self, name):
        return "no " + name


def run(particles, steps):
    total = 0.0
    for _ in range(steps):
        for particle in particles:
            particle.step(0.125)
            left, speed = particle.box
            total += left * speed + particle.energy
    return total


def change(item, values):
    seen = []
    for value in values:
        item.value = value
        seen.append((item.value, type(item.value).__name__))
    return seen


class Item(compact):
    pass


class Counter(compact):
    def __init__(self):
        self.n = 0

    def add(self, amount):
        self.n += amount
        return self.n


def count(counter, amounts):
    for amount in amounts:
        counter.add(amount)
    return counter.n


particles = [Particle(float(number), 0.5 * number) for number in range(20)] + [Named(3.0, 2.0, "a")]
print(run(particles, 400), Particle.count)
particles.append(Particle(1, 2))  # ints where floats were
print(run(particles, 200), particles[-1].__dict__ == {"x": particles[-1].x, "v": particles[-1].v, "box": particles[-1].box})
print(particles[20].name, particles[20].missing, particles[20].x)

for _ in range(300):
    seen = change(Item(), [1, 2.5, True, None, "text", 2**62, 2**63, (1, 2), (1.0, 2), (1.0, "a"), [1], -1])
print(seen)

counter = Counter()
print(count(counter, range(5000)), count(counter, [2**61] * 9), count(counter, [0.5] * 500), count(counter, [1] * 10))

for turn in range(500):
    item = Item()
    item.a = turn
    item.b = item
    del item.a
    item.a = (turn, turn)
    try:
        item.missing
    except AttributeError as error:
        message = str(error)
print(message, item.a, list(item.__dict__), copy.copy(item).a, pickle.loads(pickle.dumps(item)).a)

Item.a = property(lambda self: "property")
print(item.a, Item().a)
del Item.a
print(item.a)
