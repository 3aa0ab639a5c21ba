"""mypy (compiled by mypyc itself, so mostly C): checking a program, without a cache."""

import os
import tempfile

from mypy import api
from workload import rounds, show

PROGRAM = '''
from dataclasses import dataclass, field
from typing import Callable, Dict, Generic, Iterable, List, Optional, TypeVar

T = TypeVar("T")

@dataclass
class Node(Generic[T]):
    value: T
    children: List["Node[T]"] = field(default_factory=list)

    def walk(self) -> Iterable[T]:
        yield self.value
        for child in self.children:
            yield from child.walk()

def total(nodes: Iterable[Node[int]], key: Optional[Callable[[int], int]] = None) -> Dict[str, int]:
    return {str(n): sum(key(v) if key else v for v in node.walk()) for n, node in enumerate(nodes)}

total([Node("text")])
wrong: int = "text"
Node(1).wolk()
'''

with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("program.py", "w") as file:
        file.write(PROGRAM)
    for turn in rounds():
        show("mypy", api.run(["--strict", "--no-incremental", "--cache-dir", os.devnull, "program.py"]))
    os.chdir("/")
