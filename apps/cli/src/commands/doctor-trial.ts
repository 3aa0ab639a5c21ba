// The doctor's trial: a tiny Python with the agent, attached to from here as the compiler would, and one machine-code function
// written into it and called. Nothing of it is simulated.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, writeSync } from 'node:fs';
import { REFUSALS } from '@psyco/agent';
import { attach } from '../attach';

/** What happened. Undefined: not reached. */
export interface Trial {
  /** True, or the sentence that says why not. */
  readonly agent: true | string;
  readonly memory?: boolean;
  readonly code?: boolean;
}

// Waits for the word, then calls the first bytes of the code region as a C function.
const PROGRAM = `
import _ctypes, sys
class Function(_ctypes.CFuncPtr):
    _flags_ = 1
address = sys.stdin.readline()
if address.strip():
    print(Function(int(address))())
`;

const ANSWER = 42;
/** mov eax, 42; ret */
const MACHINE_CODE = Uint8Array.of(0xb8, ANSWER, 0, 0, 0, 0xc3);

/** Runs the trial with this Python and the agent in this directory. */
export async function tryAgent(python: string, agentDirectory: string): Promise<Trial> {
  // A shell, because the settings name the process id, which only the process itself knows before it is Python.
  const child = spawn('/bin/sh', ['-c', 'export PSYCO_AGENT="$$::profile::1:1"; exec "$@"', 'sh', python, '-c', PROGRAM], {
    env: { ...process.env, PYTHONPATH: agentDirectory }, stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const exited = once(child, 'exit');
  try {
    const attachment = await attach(child.pid!);
    if (!('header' in attachment)) {
      if (attachment.reason === REFUSALS.memoryUnreadable.explanation) return { agent: true, memory: false };
      return { agent: attachment.reason ?? 'the trial program died' };
    }
    writeSync(attachment.codeFd, MACHINE_CODE, 0, MACHINE_CODE.length, 0);
    child.stdin.write(`${attachment.header.get('codeAddress')}\n`);
    await exited;
    for (const descriptor of [attachment.codeFd, attachment.dataFd, attachment.memoryFd]) closeSync(descriptor);
    return { agent: true, memory: true, code: output.trim() === String(ANSWER) };
  } finally {
    child.stdin.end();
    child.kill();
    await exited;
  }
}
