# Requests as texts: a small writer of JSON, because importing `json` would take longer than everything else that a program does
# when it asks for something; answers, which are rare, are read with it.

from .connection import agent


def quote(text):
    out = []
    for character in text:
        code = ord(character)
        if character in '"\\':
            out.append('\\' + character)
        elif code < 32 or 0xd800 <= code < 0xe000:
            out.append(f'\\u{code:04x}')
        else:
            out.append(character)
    return '"' + ''.join(out) + '"'


def encode(value):
    """JSON of what requests consist of."""
    if value is None:
        return 'null'
    if value is True or value is False:
        return 'true' if value else 'false'
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (list, tuple)):
        return '[' + ','.join(map(encode, value)) + ']'
    if isinstance(value, dict):
        return '{' + ','.join(quote(name) + ':' + encode(item) for name, item in value.items()) + '}'
    return repr(value)


def encode_request(name, fields):
    return encode({'request': name, **fields}).encode()


# These are about what there is: a forked child gets no compiler for their sake.
ENDINGS = ('stop', 'unbind', 'verdict')


def send(name, fields={}, *kept):
    """Asks the compiler for something, without waiting for it. `kept` lives until the request is handled."""
    if name not in ENDINGS:
        agent.ask_for_compiler()
    agent.send(encode_request(name, fields), *kept)


def ask(name, fields={}, *kept):
    """Asks the compiler a question. Returns the answer, or None if there is no compiler."""
    if name not in ENDINGS:
        agent.ask_for_compiler()
    answer = agent.ask(lambda address, size: encode_request(name, {**fields, 'buffer': address, 'size': size}), *kept)
    if answer is None:
        return None
    from json import loads
    return loads(answer)
