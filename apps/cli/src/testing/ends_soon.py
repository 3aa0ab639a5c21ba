"""For a test of faults: with `fault` it ends while the compiler is frozen in the middle of a compilation, and wakes it up once it waits
for the compiler at its end."""
import os
import signal
import sys
import threading
import time

import busy


def wake():
    from psyco import _agent
    wire = _agent.wire
    while _agent.read(wire.OFFSET_REQUESTS_POSTED) == _agent.read(wire.OFFSET_REQUESTS_HANDLED):
        time.sleep(0.001)
    os.kill(_agent.read(wire.OFFSET_COMPILER_PID), signal.SIGCONT)


if "fault" in sys.argv:
    busy.fault()
busy.main()
if "fault" in sys.argv:
    threading.Thread(target=wake, daemon=True).start()
