// The compiler process: `node compiler.js PID`, started by the launcher beside the Python process PID. Attaches, runs one engine
// session, and ends with the Python process. It has no terminal; what it has to say goes to the files of --log and --stats.
import { writeFileSync } from 'node:fs';
import { attach, isAlive } from './attach';
import { runSession } from './session';
import { readSettings } from './settings';

const LIFE_CHECK_MILLISECONDS = 20;
/** How long the session may take to write its statistics after the Python process has ended. */
const FAREWELL_MILLISECONDS = 2000;

const settings = readSettings();
const pid = Number(process.argv[2]);

function reportAbsence(reason: string): void {
  if (settings.log !== undefined) writeFileSync(settings.log, `psyco: not attached: ${reason}\n`);
  if (settings.stats !== undefined) writeFileSync(settings.stats, `${JSON.stringify({ attached: false, reason })}\n`);
}

async function main(): Promise<void> {
  const attachment = await attach(pid);
  if (!('header' in attachment)) {
    if (attachment.reason !== undefined) reportAbsence(attachment.reason);
    return;
  }
  const { memoryFd, header } = attachment;
  const end = new AbortController();
  const dataAddress = header.get('dataAddress');
  const timer = setInterval(() => {
    if (isAlive(memoryFd, dataAddress)) return;
    clearInterval(timer);
    end.abort();
    setTimeout(() => process.exit(0), FAREWELL_MILLISECONDS).unref();
  }, LIFE_CHECK_MILLISECONDS);
  try {
    await runSession({ ...attachment, options: settings, signal: end.signal });
  } finally {
    clearInterval(timer);
    header.compilerState = 'detached';
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // The program goes on as plain Python, with what was compiled so far.
    console.error(error);
    process.exit(1);
  },
);
