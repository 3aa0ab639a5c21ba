// Forked children that work for long get compilers of their own: they have regions (the agent makes them after the fork), and are
// found here, from outside, by their processor time. Knows /proc and the wire format; reads no Python objects.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataHeader } from '@psyco/agent';
import { findRegions, quietly, statFields } from './attach';
import { environmentName } from './options';

const LOOK_EVERY = 250;
/** Processor time from which on a child is worth a compiler, in clock ticks of a hundredth of a second (USER_HZ, on every Linux). */
const WORTH_TICKS = 40;
/** How long children are looked after whose parent has gone: what becomes a daemon works, or waits, from then on. */
const LINGER_MILLISECONDS = 10_000;
/** How long a child may take to make its regions. */
const BIRTH_MILLISECONDS = 100;

/** Generations that are looked at. */
const DEEPEST = 8;

/** A process below the one that is served. */
interface Child {
  readonly startTime: string;
  /** It has a compiler, or is no fork of a process that has one. */
  settled: boolean;
}

/** Children of a process, of all its threads; none where the kernel does not tell (CONFIG_PROC_CHILDREN). */
function childrenOf(pid: number): number[] {
  const threads = quietly(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => (quietly(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? '').split(' ').filter(Boolean).map(Number));
}

/** What `read` makes of the header of a process; undefined if there is none, or none that can be read. */
function fromHeader<T>(pid: number, read: (header: DataHeader) => T): T | undefined {
  const regions = findRegions(pid);
  const file = regions && quietly(() => openSync(regions.data, 'r'));
  if (file === undefined) return undefined;
  const answer = quietly(() => read(new DataHeader(file)));
  closeSync(file);
  return answer;
}

/** Whether the process has regions that wait for a compiler: 'no' is for ever. */
function waitsForCompiler(pid: number): 'yes' | 'no' | 'not yet' {
  return fromHeader(pid, (header) => {
    // Not the child's own yet.
    if (!header.finished() || header.get('pid') !== pid) return 'not yet';
    return header.ready() && header.compilerState === 'absent' && header.get('compilerPid') === 0 ? 'yes' : 'no';
  }) ?? 'no';
}

/** Processes that were forked from one that has ended, whoever their parent is now. */
function orphansOf(ancestor: number): number[] {
  const pids = (quietly(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((pid) => fromHeader(pid, (header) => header.get('ancestor')) === ancestor);
}

export class ForkedChildren {
  readonly #known = new Map<number, Child>();
  readonly #compilers = new Set<number>();

  /**
   * @param start starts a compiler for a process; calls back when it has ended
   * @param most compilers at the same time: each has memory of its own
   */
  constructor(private readonly start: (pid: number, ended: () => void) => void, private readonly most = availableParallelism()) {}

  /** Looks at the descendants of a process once. */
  look(parent: number): void {
    this.#find(parent, 0);
    this.#serveThoseThatWork();
  }

  /** The same for what a process has left that has ended. */
  lookForOrphans(ancestor: number): void {
    for (const pid of orphansOf(ancestor)) this.#note(pid);
    this.#serveThoseThatWork();
  }

  #serveThoseThatWork(): void {
    for (const [pid, child] of this.#known) {
      const fields = statFields(pid);
      if (fields === undefined || fields.startTime !== child.startTime) this.#known.delete(pid);
      else if (!child.settled && fields.ticks >= WORTH_TICKS && this.#compilers.size < this.most) this.#serve(pid, child);
    }
  }

  /** Whether there are any that may still need one. */
  get areWaiting(): boolean {
    return [...this.#known.values()].some(({ settled }) => !settled);
  }

  #find(parent: number, depth: number): void {
    for (const pid of childrenOf(parent)) {
      // The children of those that have one are looked after there.
      if (this.#note(pid)?.settled === false && depth < DEEPEST) this.#find(pid, depth + 1);
    }
  }

  /** A process that has taken over the number of another is known from the next look on. */
  #note(pid: number): Child | undefined {
    const known = this.#known.get(pid);
    if (known !== undefined) return known;
    const startTime = statFields(pid)?.startTime;
    if (startTime === undefined) return undefined;
    const child = { startTime, settled: false };
    this.#known.set(pid, child);
    return child;
  }

  #serve(pid: number, child: Child): void {
    const answer = waitsForCompiler(pid);
    if (answer === 'not yet') return;
    child.settled = true;
    if (answer === 'no') return;
    this.#compilers.add(pid);
    this.start(pid, () => this.#compilers.delete(pid));
  }
}

/** Another process like this one, for another process. It writes no files of this one's. */
function startCompiler(pid: number, ended: () => void): void {
  const environment = { ...process.env };
  for (const option of ['log', 'stats', 'dump'] as const) delete environment[environmentName(option)];
  const compiler = spawn(process.execPath, [...process.execArgv, process.argv[1]!, String(pid)], { env: environment, stdio: 'ignore', detached: true });
  compiler.on('error', ended);
  compiler.on('exit', ended);
  compiler.unref();
}

/** Looks after the forked children of a process until it has gone, and a little longer after those that it has left. */
export async function serveForkedChildren(pid: number, header: DataHeader, signal: AbortSignal): Promise<void> {
  const children = new ForkedChildren(startCompiler);
  let forks = 0;
  while (!signal.aborted) {
    // The signal ends the wait at once: a program that has ended leaves no compiler behind.
    await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
    forks = quietly(() => header.get('forks')) ?? forks;
    if (forks > 0) children.look(pid);
  }
  if (forks > 0) await serveOrphans(pid, children);
}

/** If a process has ended, or ends just now, looks for a while after what it has left. */
export async function serveOrphans(ancestor: number, children = new ForkedChildren(startCompiler)): Promise<void> {
  await sleep(BIRTH_MILLISECONDS);
  if (statFields(ancestor) !== undefined) return;
  const end = Date.now() + LINGER_MILLISECONDS;
  children.lookForOrphans(ancestor);
  while (children.areWaiting && Date.now() < end) {
    await sleep(LOOK_EVERY);
    children.lookForOrphans(ancestor);
  }
}
