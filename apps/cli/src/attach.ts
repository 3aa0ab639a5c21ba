// From a process id to open regions: waits until the agent in that process has finished its header, or knows why it never will.
// Knows /proc and the wire format; reads no Python objects.
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT_FAILURES, CODE_REGION_NAME, DATA_REGION_NAME, DataHeader, REFUSALS } from '@psyco/agent';
import type { RefusalName } from '@psyco/agent';
import { unsupportedVersion } from './python';

/** An agent that is ready to be served. */
export interface Attachment {
  readonly pid: number;
  readonly codeFd: number;
  readonly dataFd: number;
  /** Open on /proc/PID/mem. Reads 0 bytes once the process is dead or runs another program. */
  readonly memoryFd: number;
  readonly header: DataHeader;
}

/** Why there is no attachment; `reason` is a sentence for the user, or undefined if there is nothing to say. */
export interface NoAttachment {
  readonly reason: string | undefined;
  /** The program ended too early to know more. */
  readonly ended?: boolean;
}

const ENDED = 'the program ended before the compiler was ready';

const POLL_MILLISECONDS = 5;
const PATIENCE_MILLISECONDS = 2000;
/** What cannot be opened is taken to belong to a process that ends, for so long. */
const DYING_MILLISECONDS = 100;

/** What could be read, or undefined. */
export function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Of a living process: its start time in clock ticks since boot, which with the pid names one process for ever, and the clock ticks of processor time that it has used. */
export function statFields(pid: number): { startTime: string; ticks: number } | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The command name, in parentheses, may contain anything; fields count from the last parenthesis (proc(5)).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { startTime: fields[19]!, ticks: Number(fields[11]) + Number(fields[12]) };
}

/** Start time of a process; undefined when it is dead (or a zombie). */
export function startTime(pid: number): string | undefined {
  return statFields(pid)?.startTime;
}

/** Whether the process runs with the user id of this one. */
function isOwn(pid: number): boolean {
  const status = quietly(() => readFileSync(`/proc/${pid}/status`, 'latin1'));
  // Real, effective, saved and file system user id (proc(5)).
  const ids = /^Uid:\s+(.*)$/m.exec(status ?? '')?.[1]?.split(/\s+/).map(Number);
  return ids !== undefined && ids.every((id) => id === process.geteuid!());
}

/** The files of a process's regions, if it has an agent. */
export function findRegions(pid: number): { code: string | undefined; data: string } | undefined {
  const paths = new Map<string, string>();
  for (const name of quietly(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
    const target = quietly(() => readlinkSync(`/proc/${pid}/fd/${name}`));
    if (target?.startsWith('/memfd:psyco-')) paths.set(target.slice('/memfd:'.length).replace(/ \(deleted\)$/, ''), `/proc/${pid}/fd/${name}`);
  }
  const data = paths.get(DATA_REGION_NAME);
  return data === undefined ? undefined : { code: paths.get(CODE_REGION_NAME), data };
}

/** True while the process lives and still has the region mapped where the header says. */
export function isAlive(memoryFd: number, dataAddress: number): boolean {
  // A dead process gives 0 bytes, not an error.
  return quietly(() => readSync(memoryFd, Buffer.alloc(8), 0, 8, dataAddress)) === 8;
}

function refuse(header: DataHeader, refusal: RefusalName): NoAttachment {
  header.refuse(refusal);
  return { reason: REFUSALS[refusal].explanation };
}

/** @param mayEnd whether what cannot be opened may be so because the process ends: 'lost' then, and worth another try */
function open(pid: number, code: string | undefined, data: string, mayEnd: boolean): Attachment | NoAttachment | 'lost' | undefined {
  const dataFd = quietly(() => openSync(data, 'r+'));
  if (dataFd === undefined) return undefined;
  const header = new DataHeader(dataFd);
  // Not finished, or left over from the parent that this process was forked from.
  if (!quietly(() => header.finished()) || header.get('pid') !== pid) {
    closeSync(dataFd);
    return undefined;
  }
  if (!header.ready()) return refuse(header, 'wireVersion');
  if (header.agentFailure === 'version') return { reason: unsupportedVersion(versionText(header.get('pythonVersion'))) };
  if (header.agentFailure !== 'none') return { reason: AGENT_FAILURES[header.agentFailure].explanation };
  if (header.compilerState !== 'absent') return { reason: REFUSALS.alreadyAttached.explanation };
  const codeFd = code === undefined ? undefined : quietly(() => openSync(code, 'r+'));
  const memoryFd = quietly(() => openSync(`/proc/${pid}/mem`, 'r'));
  if (codeFd === undefined || memoryFd === undefined || !isAlive(memoryFd, header.get('dataAddress'))) {
    if (!mayEnd) return refuse(header, codeFd === undefined ? 'codeRegionFailed' : 'memoryUnreadable');
    for (const fd of [dataFd, codeFd, memoryFd]) if (fd !== undefined) closeSync(fd);
    return 'lost';
  }
  header.set('compilerPid', process.pid);
  return { pid, codeFd, dataFd, memoryFd, header };
}

/** sys.hexversion as people write it. */
const versionText = (hexversion: number): string => [24, 16, 8].map((shift) => (hexversion >>> shift) & 0xff).join('.');

/** Waits, in small steps and not for long, for the agent in process `pid`. */
export async function attach(pid: number): Promise<Attachment | NoAttachment> {
  const started = startTime(pid);
  const end = Date.now() + PATIENCE_MILLISECONDS;
  let lost: number | undefined;
  while (started !== undefined && startTime(pid) === started) {
    if (!isOwn(pid)) return { reason: startTime(pid) === started ? 'the process belongs to another user, or has rights of its own' : undefined };
    const regions = findRegions(pid);
    const result = regions === undefined ? undefined : open(pid, regions.code, regions.data, lost === undefined || Date.now() - lost < DYING_MILLISECONDS);
    if (result === 'lost') lost ??= Date.now();
    else if (result !== undefined) return result;
    if (Date.now() > end) return { reason: 'the agent did not start: is this a Python that ignores PYTHONPATH, or no Python at all? See psyco doctor' };
    await sleep(POLL_MILLISECONDS);
  }
  return { reason: ENDED, ended: true };
}
