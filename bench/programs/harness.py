"""The command line that all benchmark programs share.

    python3 program.py [--size NAME | N] [--repeat K] [--times FILE]
"""
import argparse
import json
import os
import sys
import time


def memory_kilobytes(field):
    """What the system says of this process: VmRSS is in use now, VmHWM the most that ever was."""
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1])
    return 0


def run(main, sizes):
    parser = argparse.ArgumentParser(prog=os.path.basename(sys.argv[0]))
    parser.add_argument("n", nargs="?", type=int, help="problem size as a number")
    parser.add_argument("--size", choices=sorted(sizes), default="small")
    parser.add_argument("--repeat", type=int, default=1, metavar="K", help="run K times in this process")
    parser.add_argument("--times", metavar="FILE", help="write the time of each run to FILE, as JSON")
    options = parser.parse_args()
    n = sizes[options.size] if options.n is None else options.n

    iterations = []
    for _ in range(options.repeat):
        cpu = time.process_time()
        wall = time.perf_counter()
        result = main(n)
        wall = time.perf_counter() - wall
        cpu = time.process_time() - cpu
        iterations.append({"cpu": cpu, "wall": wall, "memory": memory_kilobytes("VmRSS")})
        print(result)

    if options.times:
        with open(options.times, "w") as file:
            json.dump(
                {
                    "n": n,
                    "python": sys.version.split()[0],
                    "iterations": iterations,
                    "cpu": time.process_time(),
                    "peak_memory": memory_kilobytes("VmHWM"),
                },
                file,
            )
