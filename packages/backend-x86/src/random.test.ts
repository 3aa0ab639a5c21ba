// Random functions: compiled with both allocators, run, and compared with the ir interpreter: results, exits, memory.
// Set PSYCO_SEED and PSYCO_COUNT to look elsewhere.
import { interpret, type IrFunction, parseFunction, printFunction, type RuntimeValue, SparseMachine, verifyFunction } from '@psyco/ir';
import { type Assembler, gpr64, mem, rax, rdi, rsi, rsp, xmm } from '@psyco/x86';
import { describe, expect, it } from 'vitest';
import { findPython, Harness, layout, type Case } from './testing/harness';
import { Random, randomFunction } from './testing/random-function';

const firstSeed = Number(process.env.PSYCO_SEED ?? 1);
const count = Number(process.env.PSYCO_COUNT ?? 150);

/** Overwrites every register that C functions may change, but the result. */
function destroy(asm: Assembler): void {
  for (const register of [1, 2, 6, 7, 8, 9, 10, 11]) asm.mov(gpr64[register], 0x5555_5555_5555 + register);
  for (let i = 1; i < 16; i++) asm.movq(xmm[i], gpr64[1]);
}
const functions = {
  // (a ^ b) & 0xff - 1
  mix: (asm: Assembler): void => {
    asm.mov(rax, rdi);
    asm.xor(rax, rsi);
    asm.and(rax, 0xff);
    asm.dec(rax);
    // A misaligned stack must not go unnoticed.
    asm.sub(rsp, 24);
    asm.movaps(mem(rsp), xmm[1]);
    asm.add(rsp, 24);
    destroy(asm);
    asm.movq(xmm[0], gpr64[1]);
    asm.ret();
  },
  scale: (asm: Assembler): void => {
    asm.cvtsi2sd(xmm[1], rdi);
    asm.addsd(xmm[0], xmm[1]);
    destroy(asm);
    asm.mov(rax, 0x7777);
    asm.ret();
  },
};

const unitText = `function callee native -> i64
block b0(%a: i64, %x: f64):
  %k = const.i64 12345
  %limit = const.f64 100
  %t = lt.f64 %x, %limit
  branch %t, b1, b2
block b1:
  %s = add.i64 %a, %k
  return %s
block b2:
  %q = mul.i64 %a, %k
  return %q
exit 0 reason=recursion: f@0 locals [] stack []`;

function machineFor(memory: DataView, callee: IrFunction): SparseMachine {
  const machine = new SparseMachine();
  machine.map(layout.memory, 256);
  for (let i = 0; i < 256; i += 8) machine.write(layout.memory + i, 8, memory.getBigUint64(i, true));
  machine.functions.mix = ([a, b]) => (((a as bigint) ^ (b as bigint)) & 0xffn) - 1n;
  machine.functions.scale = ([x, a]) => (x as number) + Number(a);
  machine.units.callee = (args) => {
    const outcome = interpret(callee, new SparseMachine(), args);
    return outcome.kind === 'return' ? { value: outcome.value } : null;
  };
  return machine;
}

const same = (a: RuntimeValue | undefined, b: RuntimeValue | undefined): boolean => Object.is(typeof a === 'boolean' ? BigInt(a) : a, typeof b === 'boolean' ? BigInt(b) : b);

describe.skipIf(findPython() === null).each(['linear-scan', 'spill-everything'] as const)('random functions, %s', (allocator) => {
  it('do what the interpreter does', () => {
    const harness = new Harness({ allocator }, functions);
    const callee = parseFunction(unitText);
    harness.compile(callee, 'callee');
    const cases: (Case & { seed: number; bytes: DataView })[] = [];
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const random = new Random(seed + 7);
      const calls = random.chance(70) ? { integer: 'mix', float: 'scale', unit: random.chance(50) ? 'callee' : null } : null;
      const integers = 1 + random.below(6);
      const floats = random.below(5);
      const fn = randomFunction(seed, { size: 10 + random.below(250), calls, integers, floats });
      verifyFunction(fn);
      const word = (): bigint => (random.chance(60) ? BigInt(random.below(20)) - 5n : (BigInt(random.next()) << 32n) | BigInt(random.next()));
      for (let run = 0; run < 4; run++) {
        const args: RuntimeValue[] = [layout.memory];
        for (let i = 0; i < integers; i++) args.push(BigInt.asIntN(64, word()));
        for (let i = 0; i < floats; i++) args.push(random.pick([0, 1, -2.5, 1e9, 3]));
        const bytes = new DataView(new ArrayBuffer(256));
        for (let i = 0; i < 128; i += 8) bytes.setBigUint64(i, BigInt.asUintN(64, word()), true);
        for (let i = 128; i < 256; i += 8) bytes.setFloat64(i, random.pick([0, 1, -2.5, 1e9]), true);
        cases.push({ fn, args, seed, bytes, prepare: (memory) => new Uint8Array(memory.buffer, memory.byteOffset, 256).set(new Uint8Array(bytes.buffer)) });
      }
    }
    const runs = harness.run(cases);
    let exits = 0;
    cases.forEach(({ fn, args, seed, bytes }, i) => {
      const machine = machineFor(bytes, callee);
      const expected = interpret(fn, machine, [...args]);
      const run = runs[i];
      const where = (): string => `seed ${seed}, case ${i}: ${args.map(String).join(', ')}\n${printFunction(fn)}`;
      const outcome = (one: { exit?: { id: number } | null } | undefined): string => (one?.exit ? `exit ${one.exit.id}` : "return");
      expect(run.status === "exit" ? outcome(run.exit!) : "return", where()).toBe(outcome(expected.kind === "exit" ? expected : undefined));
      if (expected.kind === 'return') expect(run.rax, where()).toBe(expected.value);
      else {
        exits++;
        expect(run.exit!.exit, where()).toBe(expected.exit);
        for (const [value, wanted] of expected.values) {
          const actual = run.exitValues.get(value);
          if (!same(actual, wanted)) expect(actual, `%${value.id} at exit ${expected.exit.id}, ${where()}`).toBe(wanted);
        }
      }
      for (let at = 0; at < 128; at += 8) expect(run.memory.getBigUint64(at, true), where()).toBe(machine.read(layout.memory + at, 8));
      for (let at = 128; at < 256; at += 8) {
        const wanted = new DataView(new ArrayBuffer(8));
        wanted.setBigUint64(0, machine.read(layout.memory + at, 8));
        expect(run.memory.getFloat64(at, true), where()).toBe(wanted.getFloat64(0));
      }
    });
    expect(exits).toBeGreaterThan(0);
    expect(exits).toBeLessThan(cases.length);
  });
});
