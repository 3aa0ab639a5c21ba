"""Functions that share their code: made by a factory of another module, called as methods of several classes in one place, or with globals of their own."""
import types

library = types.ModuleType('library')
exec('''
name = 'library'
stored = 0

def helper(x):
    return 'helper of the library'

def method_for(kind):
    def method(self, x):
        if x > 10:
            y = 1
        else:
            y = 2
        return name, helper(x), len('ab'), y, kind
    return method

def counting():
    def method(self, x):
        global stored
        if x > 10:
            x = 1
        stored += x
        return stored
    return method
''', library.__dict__)

name = 'program'
stored = 1000


def helper(x):
    return 'helper of the program'


def len(x):
    return 'length of the program'


def classes_of(make):
    return [type('Class%d' % number, (), {'method': make(number)}) for number in range(5)]


def instances(classes):
    return [(classes[x % 5](), x % 23) for x in range(60)]


def call(objects):
    results = []
    for thing, x in objects:
        results.append(thing.method(x))
    return results


def call_one(thing, x):
    return thing.method(x)


def names_of_others():
    objects = instances(classes_of(library.method_for))
    for _ in range(3000):
        results = call(objects)
    print(sorted(set(results)))
    for _ in range(3000):
        results = [call_one(thing, x) for thing, x in objects]
    print(sorted(set(results)))


def count(objects):
    total = 0
    for thing, x in objects:
        total += thing.method(x)
    return total


def stores_of_others():
    objects = instances(classes_of(lambda number: library.counting()))
    for _ in range(3000):
        total = count(objects)
    print(total, library.stored, stored)


def with_globals_of_their_own(number):
    names = {'name': 'own %d' % number, 'helper': lambda x: number, '__builtins__': {'len': lambda x: -number}}
    code = library.method_for(number).__code__
    return types.FunctionType(code, names, closure=(types.CellType(number),))


def call_others(objects):
    results = []
    for thing, x in objects:
        results.append(thing.method(x))
    return results


def own_globals():
    objects = instances(classes_of(with_globals_of_their_own))
    for _ in range(3000):
        results = call_others(objects)
    print(sorted(set(results)))


for part in (names_of_others, stores_of_others, own_globals):
    part()
