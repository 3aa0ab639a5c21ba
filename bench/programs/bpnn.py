"""A small neural network learns the exclusive or by back-propagation, in n rounds."""
import math

from harness import run

SIZES = {"small": 2800, "one_second": 39000, "ten_seconds": 380000}


class Random:
    def __init__(self, seed):
        self.state = seed

    def between(self, low, high):
        self.state = (self.state * 16807) % 2147483647
        return low + (high - low) * self.state / 2147483647


def make_matrix(rows, columns, fill=0.0):
    return [[fill] * columns for _ in range(rows)]


def sigmoid(x):
    return math.tanh(x)


def sigmoid_slope(y):
    return 1.0 - y * y


class Network:
    def __init__(self, inputs, hidden, outputs, random):
        self.inputs = inputs + 1  # one more for the bias
        self.hidden = hidden
        self.outputs = outputs
        self.input_values = [1.0] * self.inputs
        self.hidden_values = [1.0] * self.hidden
        self.output_values = [1.0] * self.outputs
        self.input_weights = make_matrix(self.inputs, self.hidden)
        self.output_weights = make_matrix(self.hidden, self.outputs)
        for i in range(self.inputs):
            for j in range(self.hidden):
                self.input_weights[i][j] = random.between(-0.2, 0.2)
        for j in range(self.hidden):
            for k in range(self.outputs):
                self.output_weights[j][k] = random.between(-2.0, 2.0)
        self.input_changes = make_matrix(self.inputs, self.hidden)
        self.output_changes = make_matrix(self.hidden, self.outputs)

    def update(self, inputs):
        if len(inputs) != self.inputs - 1:
            raise ValueError("wrong number of inputs")
        for i in range(self.inputs - 1):
            self.input_values[i] = inputs[i]
        for j in range(self.hidden):
            total = 0.0
            for i in range(self.inputs):
                total += self.input_values[i] * self.input_weights[i][j]
            self.hidden_values[j] = sigmoid(total)
        for k in range(self.outputs):
            total = 0.0
            for j in range(self.hidden):
                total += self.hidden_values[j] * self.output_weights[j][k]
            self.output_values[k] = sigmoid(total)
        return self.output_values[:]

    def back_propagate(self, targets, rate, momentum):
        output_deltas = [0.0] * self.outputs
        for k in range(self.outputs):
            error = targets[k] - self.output_values[k]
            output_deltas[k] = sigmoid_slope(self.output_values[k]) * error

        hidden_deltas = [0.0] * self.hidden
        for j in range(self.hidden):
            error = 0.0
            for k in range(self.outputs):
                error += output_deltas[k] * self.output_weights[j][k]
            hidden_deltas[j] = sigmoid_slope(self.hidden_values[j]) * error

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
        for k in range(len(targets)):
            error += 0.5 * (targets[k] - self.output_values[k]) ** 2
        return error

    def train(self, patterns, rounds, rate=0.5, momentum=0.1):
        error = 0.0
        for _ in range(rounds):
            error = 0.0
            for inputs, targets in patterns:
                self.update(inputs)
                error += self.back_propagate(targets, rate, momentum)
        return error


PATTERNS = [
    ([0, 0], [0]),
    ([0, 1], [1]),
    ([1, 0], [1]),
    ([1, 1], [0]),
]


def main(n):
    network = Network(2, 6, 1, Random(42))
    error = network.train(PATTERNS, n)
    answers = [round(network.update(inputs)[0], 3) for inputs, _ in PATTERNS]
    return f"{error:.9f}", answers


if __name__ == "__main__":
    run(main, SIZES)
