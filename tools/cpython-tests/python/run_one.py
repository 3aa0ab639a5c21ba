"""Runs one module of CPython's test suite: run_one.py MODULE RECORDS SECONDS [WARM_UP]

Every test's outcome is appended to the file RECORDS as one line of JSON as soon as it is known, so that the records of a process that
crashed tell how far it came. What the tests write goes where it always goes. Does what Lib/test/libregrtest (3.11, runtest.py,
_runtest_inner2 and _test_module) does to run a module, without its own output. WARM_UP are seconds to be busy before that: most files end
before a compiler beside the program has started.
"""
import faulthandler
import gc
import importlib
import json
import os
import random
import sys
import tempfile
import time
import unittest


# Tests that wait for ever in plain Python, depending on the machine, and would keep the rest of their file from being run.
ENDLESS = {
    # In a virtual machine with VSOCK: its client connects to the host, where nobody listens, and the server accepts without a timeout.
    'test_socket': ['*ThreadedVSOCKSocketStreamTest*'],
}


class Records:
    def __init__(self, name):
        self.file = open(name, 'w', encoding='utf-8', errors='backslashreplace')
        self.process = os.getpid()

    def add(self, **fields):
        # A forked child that runs on into the test runner must not write.
        if os.getpid() == self.process:
            self.file.write(json.dumps(fields) + '\n')
            self.file.flush()


class RecordingResult(unittest.TestResult):
    """Keeps nothing but what it writes to the records."""

    def __init__(self, records):
        super().__init__()
        self.records = records
        self.subtests = 0
        self.begun = None

    def note(self, test, outcome, detail=''):
        self.records.add(test=identify(test), outcome=outcome, detail=detail)

    def startTest(self, test):
        super().startTest(test)
        self.subtests = 0
        self.records.add(begins=identify(test))

    def addSuccess(self, test):
        self.note(test, 'passed', f'{self.subtests} subtests' if self.subtests else '')

    def addFailure(self, test, error):
        self.note(test, 'failed', describe(error))

    def addError(self, test, error):
        self.note(test, 'error', describe(error))

    def addSkip(self, test, reason):
        self.note(test, 'skipped', str(reason))

    def addExpectedFailure(self, test, error):
        self.note(test, 'expected failure', describe(error))

    def addUnexpectedSuccess(self, test):
        self.note(test, 'unexpected success')

    def addSubTest(self, test, subtest, error):
        if error is None:
            self.subtests += 1
        else:
            self.note(subtest, 'failed' if issubclass(error[0], test.failureException) else 'error', describe(error))


def identify(test):
    try:
        return test.id()
    except Exception:
        return repr(test)


def describe(error):
    """The exception and where it was raised, without what changes from run to run (that is up to the reader)."""
    kind, value, traceback = error
    places = []
    while traceback is not None and len(places) < 200:
        code = traceback.tb_frame.f_code
        places.append(f'{os.path.basename(code.co_filename)}:{traceback.tb_lineno}:{code.co_name}')
        traceback = traceback.tb_next
    try:
        text = str(value)
    except Exception:
        text = 'its text could not be made'
    return f'{kind.__name__}: {text} [{" > ".join(places[-4:])}]'


def run(name, records):
    import test.support as support
    support.use_resources = ['subprocess', 'decimal']
    support.verbose = False
    support.set_match_tests(ignore_patterns=ENDLESS.get(name))
    result = RecordingResult(records)

    def run_suite(suite):
        suite.run(result)
        if result.shouldStop:
            raise KeyboardInterrupt

    support._run_suite = run_suite
    try:
        module = importlib.import_module('test.' + name)
        if hasattr(module, 'test_main'):
            module.test_main()
        else:
            loader = unittest.TestLoader()
            suite = loader.loadTestsFromModule(module)
            for problem in loader.errors:
                records.add(test='(loader)', outcome='error', detail=problem.strip().rpartition('\n')[2])
            support.run_unittest(suite)
    except unittest.SkipTest as reason:
        records.add(test='(module)', outcome='skipped', detail=str(reason))
    except BaseException:
        records.add(test='(module)', outcome='error', detail=describe(sys.exc_info()))
    support.gc_collect()


def be_busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def main():
    name, records_name, seconds, *warm_up = sys.argv[1:]
    sys.argv[1:] = []
    # Before tests put their own things in its place; says where a test hangs.
    faulthandler.enable()
    faulthandler.dump_traceback_later(float(seconds), exit=True)
    for each in warm_up:
        be_busy(float(each))
    random.seed(0)
    records = Records(records_name)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        os.chdir(directory)
        run(name, records)
        os.chdir('/')
    faulthandler.cancel_dump_traceback_later()
    gc.collect()
    records.add(done=True)
    # What tests leave behind (threads, tracebacks) may hold this frame to the very end, in plain Python too: no warning about a file of ours.
    records.file.close()


if __name__ == '__main__':
    main()
