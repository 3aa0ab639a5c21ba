// A program must not notice psyco: each case runs with plain python and with psyco, and everything it wrote must be the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, useInstallation } from './test-support';
import type { RunOptions } from './test-support';

const { python, copy, work, psyco } = useInstallation(async (here) => {
  const files: Record<string, string> = {
    'state.py': `
import os, sys
print(sys.argv, sys.orig_argv, sys.flags, sys.path, sys.warnoptions, sys._xoptions, sys.executable, sys.prefix, __file__, __name__, __spec__)
print(sorted((name, value) for name, value in os.environ.items() if name not in ('_', 'SHLVL')))
print([type(finder).__name__ if not isinstance(finder, type) else finder.__name__ for finder in sys.meta_path if type(finder).__name__ != '_PsycoFinder'])
print(sorted(sys.modules), sorted(sys.path_importer_cache))
print(open(os.devnull).fileno(), sys.stdin.isatty(), os.getcwd())
`,
    '-dashed.py': 'import sys\nprint(sys.argv, sys.orig_argv, __file__)\n',
    'traceback.py': 'def f(n):\n    return 1 // n\n\ndef g():\n    f(0)\n\ng()\n',
    'exit.py': 'import sys\nprint("out")\nprint("err", file=sys.stderr)\nsys.exit(42)\n',
    'exit_text.py': 'import sys\nsys.exit("a reason")\n',
    'stdin.py': 'import sys\nprint(sys.stdin.read().upper())\n',
    'segv.py': 'import os, signal\nprint("x", flush=True)\nos.kill(os.getpid(), signal.SIGSEGV)\n',
    'interrupt.py': 'import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass\n',
    'wait.py': 'import os\ntry:\n    print(os.wait())\nexcept ChildProcessError as error:\n    print(error)\n',
    'children.py': `
import subprocess, sys
code = "import sys, os; print(sys.path, 'PSYCO_AGENT' in os.environ, os.environ.get('PYTHONPATH'), 'psyco' in open('/proc/self/maps').read())"
print(subprocess.run([sys.executable, '-c', code], capture_output=True, text=True))
print(subprocess.run([sys.executable, '-c', 'import psyco'], capture_output=True, text=True))
`,
    'fork.py': `
import os, sys
for turn in range(3):
    child = os.fork()
    if child == 0:
        print('child', turn, flush=True)
        os._exit(turn)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
import multiprocessing
if __name__ == '__main__':
    for method in ('fork', 'spawn'):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(pool.map(abs, [-1, -2, 3]))
`,
    'exec.py': 'import os, sys\nos.execv(sys.executable, [sys.executable, "-c", "import sys, os; print(sys.path, sorted(os.environ) , os.listdir(\'/proc/self/fd\'))"])\n',
    'close.py': 'import os\nos.closerange(3, 4096)\nprint(open(os.devnull).fileno())\nprint(os.fork() and os.wait()[1])\n',
    'pkg/__init__.py': '',
    'pkg/__main__.py': 'import sys\nprint(sys.argv[1:], __name__, __package__)\nraise ValueError("in a package")\n',
    'site/sitecustomize.py': 'import os, sys\nprint("user site", os.environ.get("PYTHONPATH"), sys.path[0])\n',
    'broken/sitecustomize.py': 'import nothing_of_this_name\n',
  };
  for (const directory of ['pkg', 'site', 'broken']) mkdirSync(join(here.work, directory));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(here.work, name), text);
  // Not in the folder: what lies there hides modules that venv imports.
  await here.plain(['-m', 'venv', '--without-pip', join(here.work, 'venv')], { directory: here.copy });
});

interface Case extends RunOptions {
  name: string;
  words: string[];
  /** Another Python, relative to the working directory. */
  python?: string;
}

const CASES: Case[] = [
  { name: 'state', words: ['state.py', 'a', 'b c', '', '--sync', "it's"] },
  { name: 'state with options', words: ['-O', '-W', 'error::DeprecationWarning', '-Xutf8', '-X', 'no such=no thing', '-Bu', 'state.py', '-O'] },
  { name: 'empty values of options', words: ['-W', '', '-X', '', 'state.py', ''] },
  { name: 'an empty PYTHONPATH', words: ['state.py'], environment: { PYTHONPATH: '' } },
  { name: 'a PYTHONPATH', words: ['state.py'], environment: { PYTHONPATH: '/nowhere:/tmp::x' } },
  { name: 'variables that a shell script might use', words: ['state.py'], environment: Object.fromEntries(['option', 'value', 'rest', 'here', 'root', 'node', 'python', 'agent', 'reason'].map((name) => [name, `mine ${name}`])) },
  { name: 'warning option with odd characters', words: ['-W', 'ignore:it\'s "$HOME" `x` \\ *:UserWarning', '-c', 'import sys; print(sys.warnoptions)'] },
  { name: 'exit status', words: ['exit.py'] },
  { name: 'exit with a text', words: ['exit_text.py'] },
  { name: 'traceback of a script', words: ['traceback.py'] },
  { name: 'traceback of -c', words: ['-c', 'import sys\nprint(sys.argv)\n1 // 0', 'x', '-y'] },
  { name: 'traceback of -m', words: ['-m', 'pkg', '--mode', 'full'] },
  { name: '-m of the library', words: ['-m', 'json.tool'], input: '{"a": [1, 2]}' },
  { name: 'script on stdin', words: ['-', 'x'], input: 'import sys\nprint(sys.argv)\n1 // 0\n' },
  { name: 'script on stdin without a dash', words: [], input: 'print(40 + 2)\n' },
  { name: 'a script whose name begins with a dash', words: ['-B', '--', '-dashed.py', '--sync', '--', '-x'] },
  { name: 'a pipe on stdin', words: ['stdin.py'], input: 'some text' },
  { name: 'isolated', words: ['-I', 'state.py'] },
  { name: 'letters in one word', words: ['-IBc', 'import sys; print(sys.flags)'] },
  { name: 'without site', words: ['-S', 'state.py'] },
  { name: 'without environment', words: ['-E', 'state.py'] },
  { name: 'missing script', words: ['missing.py'] },
  { name: 'missing module', words: ['-m', 'missing_module'] },
  { name: 'syntax error', words: ['-c', 'def'] },
  { name: 'unknown option of python', words: ['-Z'] },
  { name: '-c without code', words: ['-c'] },
  { name: '-W without a value', words: ['-W'] },
  { name: 'version', words: ['-V'] },
  { name: 'help of python', words: ['-h'] },
  { name: 'death by SIGSEGV', words: ['segv.py'] },
  { name: 'death by SIGINT', words: ['interrupt.py'] },
  { name: 'no children to wait for', words: ['wait.py'] },
  { name: 'children run plain', words: ['children.py'] },
  { name: 'forks', words: ['fork.py'] },
  { name: 'all descriptors closed, then a fork', words: ['close.py'] },
  { name: 'exec of another program', words: ['exec.py'] },
  { name: 'the user\'s sitecustomize', words: ['-c', 'import sitecustomize; print(sitecustomize.__file__)'], environment: { PYTHONPATH: 'site' } },
  { name: 'a broken sitecustomize', words: ['-c', 'pass'], environment: { PYTHONPATH: 'broken' } },
  { name: 'venv', words: ['state.py'], python: 'venv/bin/python' },
];

describe.skipIf(python === undefined)('same as plain python', () => {
  test.each(CASES)('$name', async ({ words, python: other, ...options }) => {
    const interpreter = other === undefined ? python! : join(work, other);
    const environment = { ...options.environment, PSYCO_CODE_SIZE: '2' };
    const settings = { directory: work, ...options, environment };
    const plain = await run([interpreter, ...words], settings);
    const ours = await run([join(copy, 'bin', 'psyco'), '--python', interpreter, ...words], settings);
    expect(ours).toEqual(plain);
  });

  test('PSYCO_DISABLE leaves nothing of psyco', async () => {
    const outcome = await psyco(['-c', 'import sys, os; print("psyco" in open("/proc/self/maps").read(), "PSYCO_AGENT" in os.environ)\nimport psyco'], {
      environment: { PSYCO_DISABLE: '1' },
    });
    expect(outcome.stdout).toBe('False False\n');
    expect(outcome.stderr).toContain("No module named 'psyco'");
  });
});
