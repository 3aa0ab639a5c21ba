// The first file of the compiler process: `node start.cjs PID [descriptor ...]`. Closes the descriptors that the launcher could not,
// and runs the bundle beside it (compiler.cjs) with the bytecode that an
// earlier run has left in the user's cache, which halves the time to load it and makes the first compilations faster. A cache is
// for one bundle and one Node; V8 itself refuses what another version or other flags have made. Knows nothing of Psyco.
import { closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid, version } from 'node:process';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { cacheDirectory, makeFolder } from './cache-directory';

/** The same as NODE_FLAGS in packages/engine/src/node-tuning.ts, which this file must not load. */
const NODE_FLAGS = ['--interrupt-budget=4000000'];

/** Bytes before V8's own data: a number of type double. */
const HEADER = 8;
/** Caches of other versions that stay. */
const MOST_FILES = 4;
/** A run that has met this much more code than the cache knows leaves a new one. */
const GROWTH = 1.1;

interface Cache {
  readonly data: Buffer;
  /** Bytes of bytecode when it was made. */
  readonly size: number;
}

/** The cache in a file that nobody else can have written; undefined if there is none. */
function readCache(file: string): Cache | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { uid, mode } = fstatSync(descriptor);
    if (uid !== getuid!() || (mode & 0o022) !== 0) return undefined;
    const bytes = readFileSync(descriptor);
    return bytes.length > HEADER ? { data: bytes.subarray(HEADER), size: bytes.readDoubleLE() } : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Replaces the cache in one step: other compilers may be starting. */
function writeCache(directory: string, file: string, data: Buffer, size: number): void {
  const header = Buffer.alloc(HEADER);
  header.writeDoubleLE(size);
  const unfinished = `${file}.${process.pid}`;
  try {
    makeFolder(directory);
    writeFileSync(unfinished, Buffer.concat([header, data]), { flag: 'wx', mode: 0o600 });
    renameSync(unfinished, file);
    const others = readdirSync(directory).filter((name) => /^compiler-.*\.cache$/.test(name)).map((name) => join(directory, name));
    const byAge = others.map((name) => ({ name, time: statSync(name).mtimeMs })).sort((a, b) => b.time - a.time);
    for (const { name } of byAge.slice(MOST_FILES)) rmSync(name, { force: true });
  } catch {
    // A cache that cannot be written is no loss but time. What was begun goes, if there is such a folder at all.
    if (existsSync(directory)) rmSync(unfinished, { force: true });
  }
}

/**
 * As long as somebody has a pipe open for writing, its reader waits for the end. Nobody waits so for what has no name: Node's own event loop has such
 * descriptors, and would turn in circles without them (if a script that stands for Node had closed the one of that number before).
 */
function closeInheritedFiles(): void {
  for (const descriptor of process.argv.slice(3)) {
    try {
      if (!readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('anon_inode:')) closeSync(Number(descriptor));
    } catch {
      // It is not there.
    }
  }
}

function start(): void {
  const bundle = join(__dirname, 'compiler.cjs');
  const source = readFileSync(bundle, 'utf8');
  // The build puts a hash of the bundle in front of it.
  const hash = /^\/\/ ([0-9a-f]{32})\n/.exec(source)?.[1];
  const directory = cacheDirectory();
  if (hash === undefined || directory === undefined) {
    require(bundle);
    return;
  }
  setFlagsFromString('--no-flush-bytecode');
  // What the engine sets anyway: V8 takes bytecode only from a run with the flags of this one.
  for (const flag of NODE_FLAGS) setFlagsFromString(flag);
  const file = join(directory, `compiler-${hash}-${version}-${process.arch}.cache`);
  const cache = readCache(file);
  const script = new Script(`(function (require, importModule) {${source}\n})`, { filename: bundle, cachedData: cache?.data });
  const known = cache === undefined || script.cachedDataRejected === true ? 0 : cache.size;
  process.on('exit', () => {
    const size = getHeapCodeStatistics().bytecode_and_metadata_size;
    if (size > known * GROWTH) writeCache(directory, file, script.createCachedData(), size);
  });
  // Code from a cache cannot use import() itself (Node 20 forgets who may answer it).
  (script.runInThisContext() as (load: NodeJS.Require, importModule: (name: string) => Promise<unknown>) => void)(require, (name) => import(name));
}

closeInheritedFiles();
start();
