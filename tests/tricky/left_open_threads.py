"""left_open.py, although a thread goes on: it sleeps when the program ends."""
import os
import threading
import time

path = os.path.join(os.path.dirname(__file__), "left_open.py")
with open(path) as program:
    # In this module, whose end is the program's end.
    exec(compile(program.read(), path, "exec"))
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
