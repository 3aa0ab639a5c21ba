"""Items that were read from a container, which then loses them to other references of the same code: these go before the items do."""
TUPLE = (1,)


def popped_string(stack):
    top = stack[-1]
    item = stack.pop()
    item += 'q'
    return top, item


def popped_float(stack):
    top = stack[-1]
    item = stack.pop() + 1.5
    return top, item, item * 2.0


def popped_in_display(stack):
    return {stack[-1]: stack.pop().upper(), 'text': f'{stack[-1]}{stack.pop().upper()}'}


def popped_until_empty(stack):
    made = []
    while stack:
        top = stack[-1]
        item = stack.pop() + 1
        made.append(item)
        made.append(top)
    return made


def popped_strings(stack):
    made = []
    while len(stack) > 1:
        top = stack[-1]
        item = stack.pop() + stack.pop()
        made.append(item)
        made.append(top)
    return made


def popped_and_compared(heap):
    made = []
    while heap:
        top = heap[-1]
        if heap.pop() > 2.5:
            made.append(top)
    return made


def kept_by_string(items, number):
    text = 'val%d' % number
    items[0] = text
    item = items[0]
    items[0] = None
    text += 'qqq'
    return item, text


def kept_by_variable(items, number):
    text = 'val%d' % number
    items[0] = text
    item = items[0]
    items[0] = None
    text = None
    return item, 'new%d' % number


def kept_by_call(items, other, number):
    first = items[0]
    other.update(k=1)
    second = items[0]
    items[0] = None
    first = None
    return second, 'new%d' % number


def kept_by_operator(items, value, other):
    first = items[0]
    other = other + other
    second = items[0]
    items[0] = value
    first = None
    text = value + 'k'
    return second, text


def kept_by_length(items, value, other):
    first = items[0]
    number = len(first)
    other = other + other
    second = items[0]
    items[0] = value
    first = None
    text = '%d' % number
    return second, text, value + text


def kept_by_float(items, number):
    value = number * 1.5
    items[0] = value
    item = items[0]
    items[0] = None
    value = None
    other = number * 3.5
    return item, [other, other]


def kept_in_loop(items, number):
    text = 'q%d' % number
    items[0] = text
    for i in range(3):
        item = items[0]
        items[0] = TUPLE
        text = None
        other = 'w%d' % i
        items[0] = item
    return item, other


def kept_by_argument(items, value):
    item = items[0]
    items[0] = 5
    value = None
    other = 'new%d' % len(items)
    return item, other


def number_over_string(items, number):
    text = 'val%d' % number
    items[0] = text
    item = items[0]
    items[0] = number * 1000
    text += 'qqq'
    return item, text


class Holder:
    def __init__(self, value):
        self.value = value


def kept_by_attribute(holder, number):
    text = 'val%d' % number
    holder.value = text
    value = holder.value
    size = len(value)
    holder.value = None
    text += 'qqq'
    return value, text, size


GLOBAL = 'text'


def kept_by_global(number):
    global GLOBAL
    text = 'val%d' % number
    GLOBAL = text
    value = GLOBAL
    size = len(value)
    GLOBAL = TUPLE
    text += 'qqq'
    return value, text, size


def mixed(number):
    return ['ab%d' % number, 5, []]


CASES = {
    'popped_string': lambda i: popped_string(['ab%d' % i]),
    'popped_float': lambda i: popped_float([i + 0.25]),
    'popped_in_display': lambda i: popped_in_display(['ab%d' % i, 'cd%d' % i]),
    'popped_until_empty': lambda i: popped_until_empty([1000 + i, 2000 + i, 3000 + i]),
    'popped_strings': lambda i: popped_strings(['1000%d' % i, '2000%d' % i, 'u%d' % i, 'vv%d' % i]),
    'popped_and_compared': lambda i: popped_and_compared([i + 0.5, i + 1.5, i + 2.5]),
    'kept_by_string': lambda i: kept_by_string([None, TUPLE, 2.5], i),
    'kept_by_variable': lambda i: kept_by_variable([None, TUPLE, 2.5], i),
    'kept_by_call': lambda i: kept_by_call(['val%d' % i, TUPLE, 2.5], {}, i),
    'kept_by_operator': lambda i: kept_by_operator(mixed(i), 'zz%d' % i, []),
    'kept_by_length': lambda i: kept_by_length(mixed(i), 'zz%d' % i, []),
    'kept_by_float': lambda i: kept_by_float([None, TUPLE, 2.5], i),
    'kept_in_loop': lambda i: kept_in_loop([None, TUPLE, 2.5], i),
    'kept_by_argument': lambda i: (lambda items: kept_by_argument(items, items[0]))(mixed(i)),
    'number_over_string': lambda i: number_over_string([None, TUPLE, 2.5], i),
    'kept_by_attribute': lambda i: kept_by_attribute(Holder(1), i),
    'kept_by_global': lambda i: kept_by_global(i),
}

if __name__ == '__main__':
    for name, call in CASES.items():
        # Each other result is shown with the first round that had it: what is right says the round.
        wrong = {}
        for i in range(3000):
            wrong.setdefault(repr(call(1000)), i)
        print(name, wrong)
