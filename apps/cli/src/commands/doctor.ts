// `psyco doctor`: tries, for real, each thing that Psyco needs, and says what to do about what fails. One row per check.
import { readFileSync } from 'node:fs';
import { pythonDirectory } from '@psyco/agent';
import { colorsFor } from '../colors';
import { whyTooOld } from '../node-version';
import { askPython, findOnPath, isScript, SUPPORTED_SERIES } from '../python';
import type { PythonFacts } from '../python';
import { tryAgent } from './doctor-trial';

/** One line of the report. 'note': works, but could be better. */
export interface Check {
  readonly name: string;
  readonly outcome: 'ok' | 'note' | 'failed';
  readonly found: string;
  /** What to do, when there is something to do. */
  readonly advice?: string;
}

const GIVE_ANOTHER = `install CPython ${SUPPORTED_SERIES.join(' or ')}, or name one with --python PATH or PSYCO_PYTHON`;

function checkNode(): Check {
  const advice = whyTooOld();
  return { name: 'node', outcome: advice === undefined ? 'ok' : 'failed', found: process.version, advice };
}

function checkPlatform(): Check {
  const good = process.platform === 'linux' && process.arch === 'x64';
  return { name: 'system', outcome: good ? 'ok' : 'failed', found: `${process.platform} ${process.arch}`, advice: good ? undefined : 'psyco needs Linux on x86-64' };
}

function checkPython(command: string, file: string, facts: PythonFacts): Check[] {
  const supported = facts.implementation === 'cpython' && SUPPORTED_SERIES.includes(facts.series.join('.'));
  const wrapper = isScript(file);
  return [
    {
      name: 'python', outcome: supported ? (wrapper ? 'note' : 'ok') : 'failed',
      found: `${facts.implementation} ${facts.version}${facts.debug ? ' (debug build)' : ''}, ${facts.executable}`,
      advice: !supported ? GIVE_ANOTHER
        : wrapper ? `${command} is a wrapper script (${file}), which delays every start; name the Python itself: PSYCO_PYTHON=${facts.executable}` : undefined,
    },
    { name: '_ctypes', outcome: facts.ctypes ? 'ok' : 'failed', found: facts.ctypes ? 'present' : 'missing', advice: facts.ctypes ? undefined : `build Python with libffi, or ${GIVE_ANOTHER}` },
  ];
}

/** The kernel's rule on reading other processes, for the advice. */
function ptraceScope(): string {
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'latin1').trim();
  } catch {
    return 'none';
  }
}

const MEMORY_ADVICE: Record<string, string> = {
  2: 'kernel.yama.ptrace_scope is 2: set it to 1 or 0 (sysctl kernel.yama.ptrace_scope=1), or run as root',
  3: 'kernel.yama.ptrace_scope is 3, which forbids it until the next boot: set it to 1 in /etc/sysctl.d and boot again',
};

async function checkAgent(python: string): Promise<Check[]> {
  const trial = await tryAgent(python, pythonDirectory());
  const memoryAdvice = MEMORY_ADVICE[ptraceScope()] ?? 'the container or sandbox forbids ptrace: allow it (docker run --cap-add=SYS_PTRACE, or another seccomp profile)';
  return [
    { name: 'agent', outcome: trial.agent === true ? 'ok' : 'failed', found: trial.agent === true ? 'starts, makes its regions' : 'does not work', advice: trial.agent === true ? undefined : trial.agent },
    ...(trial.memory === undefined ? [] : [{
      name: 'memory', outcome: trial.memory ? 'ok' : 'failed', found: trial.memory ? `readable from outside (ptrace_scope: ${ptraceScope()})` : `not readable from outside (ptrace_scope: ${ptraceScope()})`,
      advice: trial.memory ? undefined : memoryAdvice,
    } as const]),
    ...(trial.code === undefined ? [] : [{
      name: 'code', outcome: trial.code ? 'ok' : 'failed', found: trial.code ? 'written from outside, runs in Python' : 'does not run in Python',
      advice: trial.code ? undefined : 'the system forbids executable memory (SELinux execmem?): allow it for Python',
    } as const]),
  ];
}

async function runChecks(command: string): Promise<Check[]> {
  const checks = [checkNode(), checkPlatform()];
  const file = findOnPath(command)[0];
  const facts = file === undefined ? undefined : askPython(command);
  if (file === undefined || facts === undefined) {
    return [...checks, { name: 'python', outcome: 'failed', found: file === undefined ? `no ${command}` : `${command} is not a Python that runs`, advice: GIVE_ANOTHER }];
  }
  checks.push(...checkPython(command, file, facts));
  if (checks.every(({ outcome }) => outcome !== 'failed')) checks.push(...(await checkAgent(facts.executable)));
  return checks;
}

/** Prints the report; resolves to the exit status: 0 if programs will be made faster, 1 if they will run as plain Python. */
export async function doctor(command: string): Promise<number> {
  const checks = await runChecks(command);
  const colors = colorsFor(process.stdout);
  const paint = { ok: colors.green, note: colors.yellow, failed: colors.red };
  for (const { name, outcome, found, advice } of checks) {
    console.log(`${paint[outcome](outcome.padEnd(7))} ${name.padEnd(8)} ${found}`);
    if (advice !== undefined) console.log(`${' '.repeat(17)}${colors.bold('to do:')} ${advice}`);
  }
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  console.log(failed.length === 0 ? `\n${colors.bold('psyco works here.')}` : `\n${colors.bold(`Programs run as plain Python here`)}, because of: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}
