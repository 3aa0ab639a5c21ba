# Finds the agent of this process, or starts one with a compiler of its own when the program runs under plain Python. Knows where
# the files of the installed package are, and what the launcher (bin/psyco) does; nothing of what is asked of the compiler.

import os
import sys

# Ends at once, so that the compiler is nobody's child: os.wait() must not see it. A session of its own keeps it from the
# terminal's signals. What the launcher does too.
SCRIPT = '''
{
  command -v nice >/dev/null 2>&1 && set -- nice -n 5 "$@"
  command -v setsid >/dev/null 2>&1 && set -- setsid "$@"
  exec "$@"
} &
'''
# Set for other Node programs.
FOREIGN = ('NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_V8_COVERAGE', 'NODE_DEBUG')

NO_START = 'the compiler is not beside this package: install psyco again'
NO_NODE = 'Node.js was not found: install version 20 or later, or name it with PSYCO_NODE'

reason = None   # why there is no compiler, if that is known here


def find_start(directory):
    """The compiler's first file: beside the installed Python side, or in the repository."""
    above = os.path.dirname     # of the path as it is written: the directory may be a link
    for folder in (above(directory), os.path.join(above(above(above(os.path.realpath(directory)))), 'apps', 'cli', 'dist')):
        file = os.path.join(folder, 'start.cjs')
        if os.path.exists(file):
            return file
    return None


def find_node():
    name = os.environ.get('PSYCO_NODE') or 'node'
    if '/' in name:
        return name if os.access(name, os.X_OK) else None
    for directory in os.get_exec_path():
        file = os.path.join(directory, name)
        if os.access(file, os.X_OK):
            return file
    return None


def find_errors():
    """Where Node writes what it has to say of a compiler that does not even start: the log, if there is one that can be written."""
    file = os.environ.get('PSYCO_COMPILER_STDERR') or os.environ.get('PSYCO_LOG')
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))
        return file
    except (OSError, TypeError):    # none was named
        return os.devnull


def inheritable_descriptors():
    """What the compiler must not keep open: whoever reads from a pipe waits until nobody can write to it any more."""
    found = []
    for name in os.listdir('/proc/self/fd'):
        try:
            if int(name) > 2 and os.get_inheritable(int(name)):
                found.append(int(name))
        except OSError:
            pass    # the one that the folder was read with, or another thread's
    return found


def start_compiler(node, start, mode):
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment['PSYCO_MODE'] = mode
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, find_errors(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666),
    ] + [(os.POSIX_SPAWN_CLOSE, descriptor) for descriptor in inheritable_descriptors()]
    shell = os.posix_spawn('/bin/sh', ['sh', '-c', SCRIPT, 'sh', node, start, str(os.getpid())], environment, file_actions=files)
    try:
        os.waitpid(shell, 0)
    except ChildProcessError:
        pass    # the program ignores SIGCHLD


def start_again(mode):
    """Starts a compiler for this process, a forked child; returns why that is not possible, or None."""
    directory = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    start, node = find_start(directory), find_node()
    if os.environ.get('PSYCO_DISABLE') == '1':
        return 'PSYCO_DISABLE is 1'
    if start is None or node is None:
        return NO_START if start is None else NO_NODE
    try:
        start_compiler(node, start, mode)
    except OSError as problem:
        return f'the compiler could not be started: {problem}'
    return None


def load_agent(directory):
    from importlib.util import module_from_spec, spec_from_file_location
    modules = {}
    for name in ('_psyco_wire', '_psyco_agent'):    # the second imports the first
        spec = spec_from_file_location(name, os.path.join(directory, name + '.py'))
        modules[name] = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(modules[name])
    for name in modules:
        del sys.modules[name]
    return modules['_psyco_agent']


def connect():
    """The agent, after starting it if the launcher has not."""
    global reason
    directory = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    agent = load_agent(directory)
    start, node = find_start(directory), find_node()
    mode = os.environ.get('PSYCO_MODE') or 'off'
    if os.environ.get('PSYCO_DISABLE') == '1':
        reason = 'PSYCO_DISABLE is 1'
    elif start is None:
        reason = NO_START
    elif node is None:
        reason = NO_NODE
    elif mode not in ('off', 'profile', 'full'):
        reason = f'PSYCO_MODE is profile, full or off, not "{mode}"'
    if reason is None:
        try:
            start_compiler(node, start, mode)
        except OSError as problem:
            reason = f'the compiler could not be started: {problem}'
    sync = os.environ.get('PSYCO_SYNC') == '1'
    agent.start('absent' if reason else mode, sync, os.environ.get('PSYCO_CODE_SIZE') or '16', os.environ.get('PSYCO_DATA_SIZE') or '8')
    return agent


# The launcher's finder has put the agent there.
agent = sys.modules.get('psyco._agent')
# The command prints nothing that it was not asked for: --log, --stats and `psyco doctor` say why nothing is compiled.
has_launcher = agent is not None
if agent is None:
    agent = sys.modules['psyco._agent'] = connect()
wire = agent.wire
agent.region.starter = start_again
