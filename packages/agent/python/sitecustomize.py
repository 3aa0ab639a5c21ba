# Runs inside the user's Python before the program: the launcher put this directory first on PYTHONPATH.
# It takes every trace of that away again, makes `import psyco` possible, starts the agent, and gives way to the
# sitecustomize that would have run without Psyco. Everything else (script, -m, -c, REPL) is CPython's own.

import sys
from os import environ, getpid


class _PsycoFinder:
    """
    Finds the one package `psyco`, after everything else was tried, so a user's own psyco wins. A directory of that name is none: as with
    any package on the path, one without code (a namespace package, whose spec has no loader) comes last.
    """

    def __init__(self, directory, agent):
        self.directory = directory
        self.agent = agent

    def find_spec(self, name, path=None, target=None):
        if name != 'psyco':
            return None
        for other in sys.meta_path:
            spec = other.find_spec(name, path, target) if other is not self and hasattr(other, 'find_spec') else None
            if spec is not None and spec.loader is not None:
                return spec
        from importlib.util import spec_from_file_location
        sys.modules['psyco._agent'] = self.agent
        package = self.directory + '/psyco'
        return spec_from_file_location(name, package + '/__init__.py', submodule_search_locations=[package])


def _start():
    directory = __file__.rpartition('/')[0]
    # "pid:had PYTHONPATH:mode:sync:code MiB:data MiB", from the launcher.
    settings = environ.pop('PSYCO_AGENT', '').split(':')
    if len(settings) == 6:
        # The launcher put this directory and a colon before the user's value (the colon only if that was not empty).
        if settings[1] == '1':
            environ['PYTHONPATH'] = environ.get('PYTHONPATH', '').partition(':')[2]
        else:
            environ.pop('PYTHONPATH', None)
    agent = None
    # A wrapper script that is itself a Python program inherits the settings, but they are meant for the process that the
    # shell started: only that one has a compiler waiting for it.
    # Pythons before 3.6 cannot even parse the agent; they run as they are.
    if len(settings) == 6 and settings[0] == str(getpid()) and sys.version_info >= (3, 6):
        import _psyco_agent as agent
        agent.start(settings[2], settings[3] == '1', settings[4], settings[5])
        del sys.modules['_psyco_agent'], sys.modules['_psyco_wire']
        # Before the finder of the path, which would take the directory; what is built in does not come by here.
        sys.meta_path.insert(max(len(sys.meta_path) - 1, 0), _PsycoFinder(directory, agent))
    position = sys.path.index(directory) if directory in sys.path else None
    if position is not None:
        del sys.path[position]
        sys.path_importer_cache.pop(directory, None)
    # Without settings the user has put the directory there, for `import psyco` under plain Python: then it comes back. Or this is a sub-interpreter: its path
    # begins as that of the process did (3.11, Python/pylifecycle.c, new_interpreter, copies the configuration), with what the launcher had put there.
    from_launcher = len(settings) == 6 or (position == 0 and directory not in environ.get('PYTHONPATH', '').split(':'))
    return directory, None if from_launcher else position


_directory, _position = _start()

# Hand over to the next sitecustomize (Debian has one). If there is none, ModuleNotFoundError must get out: site.py expects exactly
# that (3.11, Lib/site.py, execsitecustomize), and catching it here would make the import system fail with a KeyError.
del sys.modules['sitecustomize']
try:
    import sitecustomize
finally:
    if _position is not None:
        sys.path.insert(_position, _directory)
