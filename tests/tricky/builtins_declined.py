"""Builtins that the compiler knows, with one argument that is built on the way and another that they are left to the interpreter for."""


def listed(r, a, b):
    return list(zip((a, b), r))


def looped(r, a, b):
    found = [a]
    for pair in zip((a, b), r):
        found.append(pair)
    return found


def threefold(r, a, b):
    return a, list(zip((a, b), (b, a), r)), b


def shared(r, a, b):
    both = (a, b)
    return [1, list(zip(both, r)), both]


def main():
    for i in range(6):
        print(listed(range(5, 9), 'a', 'b'), looped(range(5, 9), 'a', i), threefold(range(3), i, 'b'), shared(range(i), 1, 2))


if __name__ == '__main__':
    main()
