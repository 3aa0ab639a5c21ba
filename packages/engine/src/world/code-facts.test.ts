import { describe, expect, it } from 'vitest';
import { compilePython, hasPython } from '../testing/python';
import { AnalysedCode } from './code-facts';

const source = `
def loops(n):
    total = 0
    for i in range(n):
        j = i
        while j > 0:
            if j % 3 == 0:
                j -= 2
                continue
            last = j
            j -= 1
        total += j
    return total
def closure(n):
    def inner():
        nonlocal n
        while n: n -= 1
    return inner
def gen(): yield 1
def conditional(f, n):
    m = f(n)
    if m > n: return f(m)
    if m: n = f(n)
    return n
def unread(n):
    first = n
    for i in range(n): print(i)
def shows(n):
    first = n
    for i in range(n): n.query('first')
async def co(): pass
async def agen(): yield 1
`;

describe.runIf(hasPython)('AnalysedCode', () => {
  const codes = compilePython(source);
  const facts = (name: string) => new AnalysedCode(codes.get(name)!, { code: 1, constants: [], names: [] });
  const names = (code: AnalysedCode, slots: ReadonlySet<number>) => [...slots].map((slot) => code.code.localsPlusNames[slot]).sort();

  it('finds loops and what they assign, behind the last back edge too', () => {
    const code = facts('loops');
    const [outer] = code.loops;
    expect(code.at(outer.header).opcode).toBe('FOR_ITER');
    expect(names(code, outer.assigned)).toEqual(['i', 'j', 'last', 'total']);
    for (const loop of code.loops.slice(1)) expect(names(code, loop.assigned)).toEqual(['j', 'last']);
    expect(code.loopAt(outer.header)).toBe(outer);
    expect(code.loopAt(0)).toBeNull();
    expect(code.isMergePoint(outer.header)).toBe(true);
    expect(code.isMergePoint(0)).toBe(false);
  });
  it('knows the loops around an instruction, and the stack there', () => {
    const code = facts('loops');
    const store = code.instructions.find(({ opcode, argument }) => opcode === 'STORE_FAST' && code.code.localsPlusNames[argument] === 'last')!;
    const around = code.loopsAround(store.offset);
    expect(around.at(-1)).toBe(code.loops[0]);
    expect(around.length).toBeGreaterThan(1);
    expect(code.stackDepth(code.loops[0].header)).toBe(1);
    expect(code.lineAt(store.offset)).toBe(10);
  });
  it('takes a variable that is not read again for dead, unless somebody may look', () => {
    const isLive = (code: AnalysedCode): boolean => code.isLive(code.code.localsPlusNames.indexOf('first'), code.loops[0].header);
    expect(isLive(facts('unread'))).toBe(false);
    expect(isLive(facts('shows'))).toBe(true);
    expect(isLive(new AnalysedCode(codes.get('unread')!, { code: 1, constants: [], names: [] }, true))).toBe(true);
    const found = facts('unread');
    expect([found.keepVariables(), isLive(found), found.keepVariables()]).toEqual([true, true, false]);
  });
  it('counts variables in cells as assigned', () => {
    const code = facts('closure.<locals>.inner');
    expect(names(code, code.loops[0].assigned)).toEqual(['n']);
  });
  it('refuses by name what has no plain frame', () => {
    expect(facts('loops').refusal).toBeNull();
    expect(facts('gen').refusal).toBe('generator');
    expect(facts('co').refusal).toBe('async');
    expect(facts('agen').refusal).toBe('async');
    expect(facts('<module>').refusal).toBe('module-code');
  });
  it('takes new code bytes without losing its analyses', () => {
    const code = facts('loops');
    const bytes = new Uint8Array(code.code.code);
    const binary = code.instructions.find(({ opcode }) => opcode === 'BINARY_OP')!;
    bytes[binary.offset] = 5;
    code.refresh(bytes);
    expect(code.at(binary.offset).specialized).toBe('BINARY_OP_ADD_INT');
    expect(code.loopAt(code.loops[0].header)).toBe(code.loops[0]);
  });

  /** The code as the interpreter has quickened it; the instructions chosen have run, without being specialized. */
  function quickened(code: AnalysedCode, hasRun: (instruction: AnalysedCode['instructions'][number]) => boolean): Uint8Array {
    const bytes = new Uint8Array(code.code.code);
    for (const instruction of code.instructions) {
      const adaptive = code.code.version.byName.get(`${instruction.opcode}_ADAPTIVE`)?.opcode;
      if (adaptive === undefined) continue;
      bytes[instruction.offset] = adaptive;
      bytes[instruction.offset + 2] = hasRun(instruction) ? 0x21 : 0;
    }
    return bytes;
  }

  it('knows what has run and what never has', () => {
    const code = facts('loops');
    const [modulo, minus] = code.instructions.filter(({ opcode }) => opcode === 'BINARY_OP');
    expect(code.evidence(minus!.offset)).toBe('unknown');
    code.refresh(quickened(code, ({ offset }) => offset <= modulo!.offset));
    expect([code.evidence(modulo!.offset), code.evidence(minus!.offset)]).toEqual(['yes', 'no']);
    expect([code.neverRan(modulo!.offset), code.neverRan(minus!.offset)]).toEqual([false, true]);
    code.refresh(quickened(code, () => true));
    expect(code.neverRan(minus!.offset)).toBe(false);
  });
  it('knows what runs whenever the code does, or in a loop', () => {
    const code = facts('loops');
    const often = code.instructions.filter(({ start }) => code.runsOften(start));
    expect(often).toEqual(code.instructions);
    const conditional = facts('conditional');
    const calls = conditional.instructions.filter(({ opcode }) => opcode === 'CALL').map(({ offset }) => conditional.runsOften(offset));
    expect(calls).toEqual([true, false, false]);
  });
  it('does not say that something never ran that compiled code may have run', () => {
    const code = facts('loops');
    const [, minus] = code.instructions.filter(({ opcode }) => opcode === 'BINARY_OP');
    // Compiled before the code was quickened, all of it: what the caches say later is of what units have left to the interpreter.
    expect(code.neverRan(minus!.offset)).toBe(false);
    code.refresh(quickened(code, () => false));
    expect([code.evidence(minus!.offset), code.neverRan(minus!.offset)]).toEqual(['no', false]);
  });
});
