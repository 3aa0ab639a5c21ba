"""A neural network learns to recognize in which language a piece of code is written.

    psyco examples/recognizer.py [epochs] [--no-time]

The code is made up at random: little programs of four kinds. What the network sees of each are the shares of the most common
characters and of some pairs; it has one hidden layer and is trained by stochastic gradient descent with momentum.
"""
import math
import random
import sys
import time

LANGUAGES = ("python", "c", "lisp", "shell")
CHARACTERS = " \n()[]{};:=+-*/<>&|$#\"'.,_%!?\\"
PAIRS = ("==", "->", "++", "$(", "((", "))", "if", "fi", "de", "in", "fo", "wh")


class Writer:
    """Makes up code that nobody wants to run."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def name(self):
        return "".join(self.random.choice("abcdefghiklmnoprstuvw") for _ in range(self.random.randint(1, 6)))

    def number(self):
        return str(self.random.randrange(200))

    def python(self):
        make = self.random.choice([
            lambda: f"def {self.name()}({self.name()}, {self.name()}={self.number()}):\n    return {self.name()} + {self.number()}\n",
            lambda: f"for {self.name()} in range({self.number()}):\n    {self.name()} += {self.number()}\n",
            lambda: f"if {self.name()} == {self.number()}:\n    {self.name()} = [{self.name()}, {self.number()}]\n",
            lambda: f"{self.name()} = {{'{self.name()}': {self.number()}}}\n",
        ])
        return make()

    def c(self):
        make = self.random.choice([
            lambda: f"int {self.name()}(int {self.name()}) {{\n  return {self.name()} + {self.number()};\n}}\n",
            lambda: f"for (i = 0; i < {self.number()}; i++) {{\n  {self.name()}[i] = {self.number()};\n}}\n",
            lambda: f"if ({self.name()} == {self.number()}) {self.name()}->{self.name()} = {self.number()};\n",
            lambda: f"char *{self.name()} = \"{self.name()}\"; /* {self.name()} */\n",
        ])
        return make()

    def lisp(self):
        make = self.random.choice([
            lambda: f"(define ({self.name()} {self.name()})\n  (+ {self.name()} {self.number()}))\n",
            lambda: f"(let (({self.name()} {self.number()}))\n  (list {self.name()} '{self.name()}))\n",
            lambda: f"(if (= {self.name()} {self.number()}) ({self.name()} {self.name()}) (car {self.name()}))\n",
        ])
        return make()

    def shell(self):
        make = self.random.choice([
            lambda: f"for {self.name()} in *.{self.name()}; do\n  echo \"${self.name()}\" | {self.name()} -{self.name()}\ndone\n",
            lambda: f"if [ \"${self.name()}\" = {self.number()} ]; then\n  {self.name()}=$({self.name()} {self.number()})\nfi\n",
            lambda: f"{self.name()} --{self.name()} < {self.name()} > /{self.name()}/{self.name()} && exit {self.number()}\n",
        ])
        return make()

    def sample(self, language):
        write = getattr(self, language)
        return "".join(write() for _ in range(self.random.randint(1, 5)))


def features(text):
    """What the network sees: counts by plain loops over the characters."""
    counts = [0] * (len(CHARACTERS) + len(PAIRS))
    previous = ""
    for character in text:
        index = CHARACTERS.find(character)
        if index >= 0:
            counts[index] += 1
        pair = previous + character
        for number in range(len(PAIRS)):
            if pair == PAIRS[number]:
                counts[len(CHARACTERS) + number] += 1
        previous = character
    return [8.0 * count / len(text) for count in counts]


class Layer:
    def __init__(self, inputs, outputs, generator):
        self.inputs = inputs
        self.outputs = outputs
        limit = 1.0 / math.sqrt(inputs)
        self.weights = [[generator.uniform(-limit, limit) for _ in range(inputs)] for _ in range(outputs)]
        self.biases = [0.0] * outputs
        self.speeds = [[0.0] * inputs for _ in range(outputs)]
        self.bias_speeds = [0.0] * outputs

    def forward(self, values):
        result = []
        for index in range(self.outputs):
            total = self.biases[index]
            weights = self.weights[index]
            for number in range(self.inputs):
                total += weights[number] * values[number]
            result.append(total)
        return result

    def backward(self, values, deltas, rate, momentum):
        """Learns, and returns what each input had to do with the error."""
        blame = [0.0] * self.inputs
        for index in range(self.outputs):
            delta = deltas[index]
            weights, speeds = self.weights[index], self.speeds[index]
            for number in range(self.inputs):
                blame[number] += delta * weights[number]
                speed = momentum * speeds[number] - rate * delta * values[number]
                speeds[number] = speed
                weights[number] += speed
            speed = momentum * self.bias_speeds[index] - rate * delta
            self.bias_speeds[index] = speed
            self.biases[index] += speed
        return blame


def sigmoid(value):
    if value < -40.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-value))


def softmax(values):
    largest = max(values)
    powers = [math.exp(value - largest) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


class Network:
    def __init__(self, inputs, hidden, outputs, seed):
        generator = random.Random(seed)
        self.first = Layer(inputs, hidden, generator)
        self.second = Layer(hidden, outputs, generator)

    def run(self, values):
        hidden = [sigmoid(value) for value in self.first.forward(values)]
        return hidden, softmax(self.second.forward(hidden))

    def learn(self, values, wanted, rate, momentum):
        hidden, output = self.run(values)
        deltas = [output[index] - (1.0 if index == wanted else 0.0) for index in range(len(output))]
        blame = self.second.backward(hidden, deltas, rate, momentum)
        self.first.backward(values, [blame[index] * hidden[index] * (1.0 - hidden[index]) for index in range(len(hidden))], rate, momentum)
        return -math.log(max(output[wanted], 1e-12))


def main(epochs, show_time):
    writer = Writer(3)
    started = time.perf_counter()
    samples = [(features(writer.sample(language)), number) for _ in range(60) for number, language in enumerate(LANGUAGES)]
    tests = [(features(writer.sample(language)), number) for _ in range(40) for number, language in enumerate(LANGUAGES)]
    network = Network(len(samples[0][0]), 12, len(LANGUAGES), 5)
    order = random.Random(7)
    print(f"{len(samples)} samples to learn from, {len(tests)} to be recognized")
    for epoch in range(epochs):
        before = time.perf_counter()
        order.shuffle(samples)
        loss = 0.0
        for values, wanted in samples:
            loss += network.learn(values, wanted, 0.05, 0.8)
        took = f"{time.perf_counter() - before:8.3f} s" if show_time else ""
        if epoch % max(epochs // 10, 1) == 0 or epoch == epochs - 1:
            print(f"  epoch {epoch + 1:3}: loss {loss / len(samples):.6f}{took}")
    for number, language in enumerate(LANGUAGES):
        answers = [network.run(values)[1] for values, wanted in tests if wanted == number]
        right = sum(answer.index(max(answer)) == number for answer in answers)
        print(f"{language:8} {right} of {len(answers)} recognized")
    if show_time:
        print(f"{time.perf_counter() - started:.2f} s in all")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(int(arguments[0]) if arguments else 200, "--no-time" not in sys.argv)
