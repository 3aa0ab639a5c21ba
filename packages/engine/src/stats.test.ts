import { describe, expect, it } from 'vitest';
import { Dumper } from './dump';
import { Counter, Statistics } from './stats';
import type { CompiledUnit } from './unit';
import type { EngineCodeFacts } from './world/code-facts';

const code = { address: 16, qualname: 'dot', filename: 'a.py', firstLine: 3, lineAt: (offset: number) => 3 + offset / 2 } as EngineCodeFacts;

describe('Statistics', () => {
  it('keeps functions apart that have been at one address, and tells of those that are gone, the last thousand', () => {
    const statistics = new Statistics(() => 0);
    const names = (): string[] => (statistics.report() as unknown as { functions: { name: string }[] }).functions.map(({ name }) => name);
    statistics.function(code).charge = 1;
    statistics.forget(code);
    const later = { ...code, qualname: 'later' } as EngineCodeFacts;
    expect(statistics.function(later).charge).toBe(0);
    expect(names()).toEqual(['dot', 'later']);
    for (let number = 0; number < 1000; number++) {
      const each = { ...code, qualname: `made anew ${number}` } as EngineCodeFacts;
      statistics.function(each);
      statistics.forget(each);
    }
    expect(names()).toHaveLength(1001);
    expect(names()).not.toContain('dot');
    expect(names()).toContain('later');
  });

  it('reports every function with its versions, exits and reasons', () => {
    let now = 0;
    const statistics = new Statistics(() => now);
    const unit = { kind: 'loop', code, offset: 4, codeBytes: 100, blocks: 5, compileMilliseconds: 2.5 } as CompiledUnit;
    now = 1500;
    statistics.compiled(unit, { specialize: 1 });
    const function_ = statistics.function(code);
    function_.charge = 12;
    function_.noteExits(statistics.unit(unit), 'type', 5, 7);
    expect(function_.refuse('generator', 'dot', -1)).toMatchObject({ file: 'a.py', line: 3, text: 'generators and coroutines are not compiled yet' });
    function_.refuse('generator', 'dot', -1);
    statistics.unit(unit).state = 'replaced';
    const report = JSON.parse(JSON.stringify(statistics.report({ pid: 1 }))) as Record<string, never>;
    expect(report).toMatchObject({
      attached: true, pid: 1, seconds: 1.5, codeBytes: 100, exitCount: 7, exits: { type: 7 }, whyNot: { generator: 1 }, events: { compilations: 1 },
      functions: [{
        name: 'dot', file: 'a.py', line: 3, charge: 12, versions: 1, codeBytes: 100, compileMilliseconds: 2.5,
        units: [{ kind: 'loop', line: 5, state: 'replaced', time: 1.5, exits: { type: 7 }, places: { 'type at line 5': 7 } }],
      }],
    });
    expect(report.compiler).toHaveProperty('peakMemoryKilobytes');
  });
});

describe('Counter', () => {
  it('puts the highest count first', () => {
    const counter = new Counter();
    counter.add('a');
    counter.add('b', 3);
    expect(JSON.stringify(counter)).toBe('{"b":3,"a":1}');
    expect(counter.total).toBe(4);
    expect(counter.get('c')).toBe(0);
  });
});

describe('Dumper', () => {
  it('writes the stages and functions that are wanted', async () => {
    let text = '';
    const dumper = new Dumper(['ir:Vec.*', 'asm'], (more) => void (text += more));
    dumper.dump('ir', 'Vec.dot', 'loop Vec.dot', () => 'IR\n\n');
    dumper.dump('ir', 'other', 'loop other', () => 'NO');
    dumper.dump('optimized', 'Vec.dot', 'loop Vec.dot', () => 'NO');
    await dumper.dumpLater('asm', 'other', 'loop other', () => Promise.reject(new Error('no disassembler')));
    expect(text).toBe('--- ir: loop Vec.dot\nIR\n--- asm: loop other\n(Error: no disassembler)\n');
  });
});
