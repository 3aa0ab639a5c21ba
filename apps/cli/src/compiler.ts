// The compiler process: `node start.cjs PID`, started by the launcher beside the Python process PID. Attaches, runs one engine
// session, and ends with the Python process. It has no terminal; what it has to say goes to the files of --log and --stats.
import { appendFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSession } from '@psyco/engine';
import { version } from '../package.json';
import { attach, isAlive } from './attach';
import type { Attachment } from './attach';
import { serveForkedChildren, serveOrphans } from './forked-children';
import { whyTooOld } from './node-version';
import { askPython, whyUnsupported } from './python';
import { cacheDirectory, makeFolder } from './cache-directory';
import { giveWay } from './priority';
import { readSettings } from './settings';

const LIFE_CHECK_MILLISECONDS = 20;
/** How long the session may take to write its statistics, and what it knows of a crash, after the Python process has ended. */
const FAREWELL_MILLISECONDS = 10_000;

/** Given by start.cjs; absent if this file was loaded as a module of its own, which may import by itself. */
declare const importModule: ((name: string) => Promise<unknown>) | undefined;

const settings = readSettings();
let attachment: Attachment | undefined;

function reportAbsence(reason: string): void {
  if (settings.log !== undefined) writeFileSync(settings.log, `psyco: not attached: ${reason}\n`);
  if (settings.stats !== undefined) writeFileSync(settings.stats, `${JSON.stringify({ attached: false, reason })}\n`);
}

/** A program that has ended cannot be asked; its Python can. Only for who wants to read it. */
function reasonAfterTheEnd(reason: string): string {
  if (settings.log === undefined && settings.stats === undefined) return reason;
  const facts = askPython(process.env.PSYCO_PYTHON || 'python3');
  return (facts && whyUnsupported(facts)) ?? reason;
}

/** The compiler itself failed. The program goes on, with what was compiled so far. */
function reportFailure(error: unknown): never {
  console.error(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (settings.log !== undefined) appendFileSync(settings.log, `psyco: the compiler failed: ${reason}\n`);
  if (settings.stats !== undefined) writeFileSync(settings.stats, `${JSON.stringify({ attached: true, failed: true, reason })}\n`);
  leave();
  process.exit(1);
}

function leave(): void {
  if (attachment?.header.compilerState === 'attached') attachment.header.compilerState = 'detached';
}

/** A signal that aborts when the Python process is gone, whatever way it went. */
function endOf({ memoryFd, header }: Attachment): AbortSignal {
  const end = new AbortController();
  const dataAddress = header.get('dataAddress');
  const timer = setInterval(() => {
    if (isAlive(memoryFd, dataAddress)) return;
    clearInterval(timer);
    setTimeout(() => process.exit(0), FAREWELL_MILLISECONDS).unref();
    end.abort();
  }, LIFE_CHECK_MILLISECONDS);
  return end.signal;
}

/** A file that does not exist, named before there is anything to write: the program tells the user where to look. */
function crashFile(pid: number): string {
  return join(cacheDirectory() ?? tmpdir(), `crash-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}-${pid}.txt`);
}

async function main(pid: number): Promise<void> {
  const tooOld = whyTooOld();
  if (tooOld !== undefined) return reportAbsence(tooOld);
  if (!settings.sync) giveWay();    // in sync mode the program waits for the compiler
  const result = await attach(pid);
  if (!('header' in result)) {
    if (result.reason !== undefined) reportAbsence(result.ended ? reasonAfterTheEnd(result.reason) : result.reason);
    // A program that becomes a daemon ends at once; in the middle of its end its memory cannot be read any more.
    if (!settings.sync && settings.mode !== 'off') await serveOrphans(pid);
    return;
  }
  attachment = result;
  const signal = endOf(result);
  // With --sync compilers would come at any time.
  const children = settings.sync ? undefined : serveForkedChildren(pid, result.header, signal);
  try {
    await runSession({ ...result, options: settings, crash: { file: crashFile(pid), version, makeFolder }, importModule: typeof importModule === 'function' ? importModule : (name) => import(name), signal });
    leave();
  } finally {
    // However it went: an early end can look like a failure.
    await children;
  }
}

process.on('uncaughtException', reportFailure);
main(Number(process.argv[2])).then(() => process.exit(0), reportFailure);
