"""A little stack machine that counts the steps of the Collatz sequences of 1 to n."""
from harness import run

SIZES = {"small": 970, "one_second": 8500, "ten_seconds": 70000}

PUSH, LOAD, STORE, ADD, SUB, MUL, DIV, MOD, LESS, EQUAL, JUMP, JUMP_IF_FALSE, CALL, RETURN, PRINT, HALT = range(16)

NAMES = {
    "push": PUSH, "load": LOAD, "store": STORE, "add": ADD, "sub": SUB, "mul": MUL, "div": DIV, "mod": MOD,
    "less": LESS, "equal": EQUAL, "jump": JUMP, "jump_if_false": JUMP_IF_FALSE, "call": CALL, "return": RETURN,
    "print": PRINT, "halt": HALT,
}
WITHOUT_ARGUMENT = {ADD, SUB, MUL, DIV, MOD, LESS, EQUAL, RETURN, PRINT, HALT}

SOURCE = """
        push 1
        store number
outer:  load limit
        load number
        less
        jump_if_false work
        load total
        print
        load longest
        print
        halt
work:   call collatz
        load total
        load steps
        add
        store total
        load longest
        load steps
        less
        jump_if_false next
        load steps
        store longest
next:   load number
        push 1
        add
        store number
        jump outer

collatz: push 0
        store steps
        load number
        store value
loop:   load value
        push 1
        equal
        jump_if_false more
        return
more:   load steps
        push 1
        add
        store steps
        load value
        push 2
        mod
        jump_if_false even
        load value
        push 3
        mul
        push 1
        add
        store value
        jump loop
even:   load value
        push 2
        div
        store value
        jump loop
"""


class AssemblyError(Exception):
    pass


def assemble(source, variables):
    """Turns the text into a list of numbers; variables are numbered in order of appearance."""
    labels = {}
    parts = []
    for line in source.splitlines():
        words = line.split()
        if words and words[0].endswith(":"):
            labels[words.pop(0)[:-1]] = sum(len(part) for part in parts)
        if words:
            parts.append(words)
    code = []
    for words in parts:
        opcode = NAMES.get(words[0])
        if opcode is None:
            raise AssemblyError(f"unknown instruction {words[0]}")
        code.append(opcode)
        if opcode in WITHOUT_ARGUMENT:
            continue
        if opcode == PUSH:
            code.append(int(words[1]))
        elif opcode in (JUMP, JUMP_IF_FALSE, CALL):
            code.append(labels[words[1]])
        else:
            code.append(variables.setdefault(words[1], len(variables)))
    return code


def execute(code, memory):
    stack = []
    returns = []
    output = []
    pc = 0
    while True:
        opcode = code[pc]
        pc += 1
        if opcode == LOAD:
            stack.append(memory[code[pc]])
            pc += 1
        elif opcode == PUSH:
            stack.append(code[pc])
            pc += 1
        elif opcode == STORE:
            memory[code[pc]] = stack.pop()
            pc += 1
        elif opcode == ADD:
            right = stack.pop()
            stack[-1] = stack[-1] + right
        elif opcode == SUB:
            right = stack.pop()
            stack[-1] = stack[-1] - right
        elif opcode == MUL:
            right = stack.pop()
            stack[-1] = stack[-1] * right
        elif opcode == DIV:
            right = stack.pop()
            stack[-1] = stack[-1] // right
        elif opcode == MOD:
            right = stack.pop()
            stack[-1] = stack[-1] % right
        elif opcode == LESS:
            right = stack.pop()
            stack[-1] = stack[-1] < right
        elif opcode == EQUAL:
            right = stack.pop()
            stack[-1] = stack[-1] == right
        elif opcode == JUMP:
            pc = code[pc]
        elif opcode == JUMP_IF_FALSE:
            if stack.pop():
                pc += 1
            else:
                pc = code[pc]
        elif opcode == CALL:
            returns.append(pc + 1)
            pc = code[pc]
        elif opcode == RETURN:
            pc = returns.pop()
        elif opcode == PRINT:
            output.append(stack.pop())
        elif opcode == HALT:
            return output
        else:
            raise AssemblyError(f"bad opcode {opcode} at {pc - 1}")


def main(n):
    variables = {"limit": 0}
    code = assemble(SOURCE, variables)
    # Names are used before they are set: every variable starts as 0.
    memory = [0] * 16
    memory[variables["limit"]] = n
    return execute(code, memory)


if __name__ == "__main__":
    run(main, SIZES)
