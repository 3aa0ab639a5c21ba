"""black: formatting modules of the standard library."""

import black
from workload import rounds, show, sources

NAMES = ["bisect.py", "colorsys.py", "shelve.py", "json/encoder.py"]

for turn in rounds():
    mode = black.Mode(line_length=(88, 60, 120)[turn % 3], string_normalization=turn % 2 == 0)
    for name, text in zip(NAMES, sources(*NAMES)):
        show(name, black.format_str(text, mode=mode))
