"""Reads the log of a web server and reports on it: regular expressions, splitting, sorting and counting.

    psyco examples/logs.py [lines] [--no-time]

Nearly all the time goes to code of the interpreter that is written in C. There is little to gain here, and nothing may be lost.
"""
import collections
import hashlib
import json
import random
import re
import sys
import time

LINE = re.compile(r'(?P<host>\S+) \S+ \S+ \[(?P<day>[^:]+):(?P<hour>\d\d)[^\]]*\] "(?P<method>[A-Z]+) (?P<path>[^ "]+)[^"]*" (?P<status>\d{3}) (?P<size>\d+|-)')
PATHS = ["/", "/index.html", "/about", "/img/logo.png", "/api/items", "/api/items/7", "/search?q=python", "/login", "/static/style.css"]


def make_log(lines):
    chosen = random.Random(1)
    log = []
    for number in range(lines):
        host = f"10.0.{chosen.randrange(4)}.{chosen.randrange(50)}"
        status = chosen.choice(["200"] * 12 + ["304", "404", "500"])
        size = "-" if status == "304" else str(chosen.randrange(200, 60000))
        log.append(f'{host} - - [{1 + number * 28 // lines:02}/Nov/2026:{number % 24:02}:15:00 +0000] "{chosen.choice(["GET"] * 5 + ["POST"])} {chosen.choice(PATHS)} HTTP/1.1" {status} {size}')
    log[len(log) // 2] = "a line that is broken"
    return "\n".join(log)


def report(text):
    hosts = collections.Counter()
    paths = collections.defaultdict(lambda: [0, 0])
    statuses = collections.Counter()
    hours = [0] * 24
    broken = 0
    for line in text.splitlines():
        match = LINE.match(line)
        if match is None:
            broken += 1
            continue
        fields = match.groupdict()
        hosts[fields["host"]] += 1
        statuses[fields["status"]] += 1
        hours[int(fields["hour"])] += 1
        entry = paths[fields["path"].partition("?")[0]]
        entry[0] += 1
        entry[1] += 0 if fields["size"] == "-" else int(fields["size"])
    return {
        "hosts": hosts.most_common(5),
        "statuses": sorted(statuses.items()),
        "paths": sorted(((path, count, size) for path, (count, size) in paths.items()), key=lambda row: (-row[2], row[0])),
        "hours": hours,
        "broken": broken,
    }


def main(lines, show_time):
    started = time.process_time()
    text = make_log(lines)
    result = report(text)
    for path, count, size in result["paths"]:
        print(f"{path:20} {count:8} {size:14,}")
    for host, count in result["hosts"]:
        print(f"{host:20} {count:8}")
    print(" ".join(f"{status}:{count}" for status, count in result["statuses"]), "broken:", result["broken"])
    words = collections.Counter(re.findall(r"[a-z]{3,}", text.lower()))
    print(words.most_common(6))
    print(hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()[:16])
    if show_time:
        print(f"{time.process_time() - started:.2f} s in all")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(int(arguments[0]) if arguments else 250000, "--no-time" not in sys.argv)
