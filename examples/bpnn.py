"""A neural network learns to add two numbers of two bits each, by back-propagation.

    psyco examples/bpnn.py [rounds] [--no-time]
"""
import math
import random
import sys
import time


def make_matrix(rows, columns, low, high):
    return [[random.uniform(low, high) for _ in range(columns)] for _ in range(rows)]


class Network:
    def __init__(self, inputs, hidden, outputs):
        self.inputs = inputs + 1  # the last one is always 1
        self.hidden = hidden
        self.outputs = outputs
        self.input_values = [1.0] * self.inputs
        self.hidden_values = [1.0] * self.hidden
        self.output_values = [1.0] * self.outputs
        self.input_weights = make_matrix(self.inputs, self.hidden, -0.5, 0.5)
        self.output_weights = make_matrix(self.hidden, self.outputs, -0.5, 0.5)
        self.input_changes = make_matrix(self.inputs, self.hidden, 0.0, 0.0)
        self.output_changes = make_matrix(self.hidden, self.outputs, 0.0, 0.0)

    def update(self, inputs):
        for i in range(self.inputs - 1):
            self.input_values[i] = inputs[i]
        for j in range(self.hidden):
            total = 0.0
            for i in range(self.inputs):
                total += self.input_values[i] * self.input_weights[i][j]
            self.hidden_values[j] = math.tanh(total)
        for k in range(self.outputs):
            total = 0.0
            for j in range(self.hidden):
                total += self.hidden_values[j] * self.output_weights[j][k]
            self.output_values[k] = math.tanh(total)
        return self.output_values

    def back_propagate(self, targets, rate, momentum):
        output_deltas = []
        for k in range(self.outputs):
            value = self.output_values[k]
            output_deltas.append((1.0 - value * value) * (targets[k] - value))
        hidden_deltas = []
        for j in range(self.hidden):
            error = 0.0
            for k in range(self.outputs):
                error += output_deltas[k] * self.output_weights[j][k]
            value = self.hidden_values[j]
            hidden_deltas.append((1.0 - value * value) * error)

        for j in range(self.hidden):
            for k in range(self.outputs):
                change = output_deltas[k] * self.hidden_values[j]
                self.output_weights[j][k] += rate * change + momentum * self.output_changes[j][k]
                self.output_changes[j][k] = change
        for i in range(self.inputs):
            for j in range(self.hidden):
                change = hidden_deltas[j] * self.input_values[i]
                self.input_weights[i][j] += rate * change + momentum * self.input_changes[i][j]
                self.input_changes[i][j] = change

        error = 0.0
        for k in range(self.outputs):
            difference = targets[k] - self.output_values[k]
            error += 0.5 * difference * difference
        return error

    def train(self, patterns, rounds, rate=0.05, momentum=0.02):
        error = 0.0
        for _ in range(rounds):
            error = 0.0
            for inputs, targets in patterns:
                self.update(inputs)
                error += self.back_propagate(targets, rate, momentum)
        return error


def bits(number, count):
    return [number >> index & 1 for index in range(count)]


def main(rounds, show_time):
    random.seed(2)
    patterns = [(bits(a, 2) + bits(b, 2), bits(a + b, 3)) for a in range(4) for b in range(4)]
    network = Network(4, 10, 3)
    started = time.perf_counter()

    print(f"learning {len(patterns)} sums")
    for step in range(10):
        before = time.perf_counter()
        error = network.train(patterns, rounds // 10)
        took = f"   {time.perf_counter() - before:6.3f} s" if show_time else ""
        print(f"  after {(step + 1) * (rounds // 10):6} rounds: error {error:.6f}{took}")

    right = 0
    for inputs, targets in patterns:
        answer = [int(value > 0.5) for value in network.update(inputs)]
        right += answer == targets
    print(f"{right} of {len(patterns)} sums right")
    if show_time:
        print(f"{time.perf_counter() - started:.2f} s in all")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--no-time"]
    main(int(arguments[0]) if arguments else 18000, "--no-time" not in sys.argv)
