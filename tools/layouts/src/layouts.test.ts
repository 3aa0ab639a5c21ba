// The field language, the reader of measurements, and whether what is checked in is what the headers on this machine say.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measure, parseMeasurement } from './measure';
import { fields, includes, parseRange } from './specification';
import { layoutFile, layoutInterface, layoutName } from './write';

describe('field lists', () => {
  it('know versions, other names and flexible arrays', () => {
    expect(fields('a b=c.d x.y z[]').map(({ key, path, flexible }) => [key, path, flexible])).toEqual([
      ['a', 'a', false],
      ['b', 'c.d', false],
      ['x_y', 'x.y', false],
      ['z', 'z', true],
    ]);
    expect([311, 312, 313].map((version) => includes(fields('a@>=3.12')[0]!.versions, version))).toEqual([false, true, true]);
    expect([311, 312, 313].map((version) => includes(parseRange('3.11-3.12'), version))).toEqual([true, true, false]);
    expect([311, 312].map((version) => includes(parseRange('3.11'), version))).toEqual([true, false]);
    expect([311, 313].map((version) => includes(parseRange('<=3.12'), version))).toEqual([true, false]);
  });
});

describe('measurements', () => {
  it('are read line by line', () => {
    const measurement = parseMeasurement('build 3 11 2 1 0\nstruct A 16\nfield A x 8 4\nconstant C -24\n');
    expect(layoutName(measurement)).toBe('3.11-debug');
    expect(layoutFile(measurement)).toContain('A: { sizeof: 16, x: 8 }');
    expect(layoutFile(measurement)).toContain('C: -24');
  });
  it('of a free-threaded build are refused', () => {
    expect(() => parseMeasurement('build 3 13 0 0 1\n')).toThrow('free-threaded');
  });
});

describe('what is checked in', () => {
  const folder = new URL('../../../packages/objects/src/layouts/', import.meta.url);
  const { PSYCO_PYTHON, PSYCO_TEST_PYTHONS } = process.env;
  const commands = [PSYCO_PYTHON ?? 'python3.11', 'python3.11-dbg', ...(PSYCO_TEST_PYTHONS ?? '').split(':')].filter((command) => command !== '');
  for (const command of commands) {
    const include = spawnSync(command, ['-c', "import sysconfig; print(sysconfig.get_paths()['include'])"], { encoding: 'utf8' }).stdout?.trim();
    const possible = Boolean(include) && existsSync(`${include}/internal/pycore_frame.h`) && spawnSync('gcc', ['--version']).status === 0;
    if (!possible) process.stderr.write(`SKIPPED: layouts are not measured with ${command}: no such interpreter, no headers or no gcc\n`);
    it.runIf(possible)(`is what the headers of ${command} say`, () => {
      const measurement = measure(command);
      // Patch releases of one version share a layout; only the remark differs.
      const without = (text: string): string => text.replace(/measured.*/g, '');
      const checkedIn = readFileSync(new URL(`${layoutName(measurement)}.ts`, folder), 'utf8');
      expect(without(layoutFile(measurement))).toBe(without(checkedIn));
    });
  }
  it('has the interface that the structs declare', () => {
    expect(layoutInterface([311, 312, 313])).toBe(readFileSync(new URL('layout.ts', folder), 'utf8'));
  });
});
