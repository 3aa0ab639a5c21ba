// Finds the headers of an interpreter, compiles and runs the measuring program, and reads what it printed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuringProgram } from './program';

/** What one build of CPython lays out where. */
export interface Measurement {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  readonly debug: boolean;
  readonly structs: Map<string, { size: number; fields: Map<string, { offset: number; size: number }> }>;
  readonly constants: Map<string, number>;
}

/** The interpreter's headers cannot be measured. */
export class MeasurementError extends Error {
  override readonly name = 'MeasurementError';
}

const INCLUDES = `import sys, sysconfig
print(sys.version_info[0] * 100 + sys.version_info[1])
print(sysconfig.get_paths()['include'])`;

/** Measures the structs of the CPython that the command `python` runs. */
export function measure(python: string): Measurement {
  const [version, include] = execFileSync(python, ['-c', INCLUDES], { encoding: 'utf8' }).trim().split('\n') as [string, string];
  const directory = mkdtempSync(join(tmpdir(), 'psyco-layouts-'));
  try {
    const source = join(directory, 'measure.c');
    const binary = join(directory, 'measure');
    writeFileSync(source, measuringProgram(Number(version)));
    execFileSync('gcc', ['-w', '-O0', `-I${include}`, `-I${include}/internal`, '-o', binary, source], { stdio: ['ignore', 'ignore', 'pipe'] });
    return parseMeasurement(execFileSync(binary, { encoding: 'utf8' }));
  } catch (error) {
    const stderr = (error as { stderr?: Buffer }).stderr?.toString() ?? String(error);
    throw new MeasurementError(`the headers of ${python} could not be compiled: install its development package, or correct structs.ts\n${stderr}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads the lines of the measuring program. */
export function parseMeasurement(text: string): Measurement {
  const structs: Measurement['structs'] = new Map();
  const constants = new Map<string, number>();
  let build = [0, 0, 0, 0, 0];
  for (const line of text.trim().split('\n')) {
    const [kind, ...rest] = line.split(' ') as [string, ...string[]];
    if (kind === 'build') build = rest.map(Number);
    else if (kind === 'constant') constants.set(rest[0]!, Number(rest[1]));
    else if (kind === 'struct') structs.set(rest[0]!, { size: Number(rest[1]), fields: new Map() });
    else if (kind === 'field') structs.get(rest[0]!)!.fields.set(rest[1]!, { offset: Number(rest[2]), size: Number(rest[3]) });
  }
  if (build[4] !== 0) throw new MeasurementError('this is a free-threaded build, which Psyco does not support: use a build with the GIL');
  return { major: build[0]!, minor: build[1]!, micro: build[2]!, debug: build[3] === 1, structs, constants };
}
