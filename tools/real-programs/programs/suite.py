"""Runs a package's own tests with pytest: suite.py PACKAGE PATHS OF TEST FILES INSIDE IT. Prints outcomes, no times."""

import importlib
import os
import sys
import tempfile

import pytest
import workload  # noqa: F401  writes the times

package, *names = sys.argv[1:]
folder = os.path.dirname(importlib.import_module(package).__file__)


class Report:
    """One line for each test that did not just pass, and the counts."""

    def __init__(self):
        self.counts = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.counts[report.outcome] = self.counts.get(report.outcome, 0) + 1
            if report.outcome != "passed":
                last = str(report.longrepr).strip().splitlines()[-1:] if report.outcome == "failed" else []
                print(report.outcome, report.nodeid.split("/")[-1], *last, flush=True)


report = Report()
with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    status = pytest.main(["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:randomly", "--rootdir", scratch, "-c", os.devnull, *(os.path.join(folder, name) for name in names)], plugins=[report])
    os.chdir("/")
print("counts:", sorted(report.counts.items()), "status:", int(status))
