"""Work that happens inside the standard library: n rounds of JSON, regular expressions and big numbers."""
import json
import re

from harness import run

SIZES = {"small": 40, "one_second": 530, "ten_seconds": 5300}

WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
PAIR = re.compile(r"(\w+)=(\d+)(?:\.(\d+))?")
SPACES = re.compile(r"\s+")


def make_records(count):
    return [
        {"id": index, "name": WORDS[index % 8], "tags": list(WORDS[: index % 5]), "score": index / 7, "parent": None}
        for index in range(count)
    ]


def json_round(records):
    text = json.dumps(records, sort_keys=True)
    return len(text) + len(json.loads(text))


def regex_round(text):
    found = PAIR.findall(text)
    return len(found) + len(SPACES.sub(" ", text)) + len(text.split())


def bigint_round(exponent):
    number = pow(7, exponent) + pow(3, exponent // 2)
    return len(str(number)) + number % 1000007


def main(n):
    records = make_records(400)
    text = "   ".join(f"{WORDS[index % 8]}={index}.{index * index}" for index in range(2000))
    total = 0
    for index in range(n):
        total += json_round(records)
        total += regex_round(text)
        total += bigint_round(5000 + index % 10)
    return total


if __name__ == "__main__":
    run(main, SIZES)
