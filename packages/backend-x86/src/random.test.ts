// Random functions: compiled with both allocators, run, and compared with the ir interpreter: results, exits, memory.
// Set PSYCO_SEED and PSYCO_COUNT to look elsewhere.
import { interpret, type IrFunction, parseFunction, type RuntimeValue, SparseMachine, type Value, verifyFunction } from '@psyco/ir';
import { type Assembler, gpr64, mem, qword, rax, rdi, rsi, rsp, xmm } from '@psyco/x86';
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

/** Boxes are one object that is written over; what is deallocated gets three references again. */
const objects = { counted: layout.memory + 256, boxed: layout.memory + 320 };
const objectFunctions = {
  PyFloat_FromDouble: (asm: Assembler): void => {
    asm.mov(rax, objects.boxed);
    asm.movsd(mem(rax, 16), xmm[0]);
    destroy(asm);
    asm.movq(xmm[0], gpr64[1]);
    asm.ret();
  },
  PyLong_FromLongLong: (asm: Assembler): void => {
    asm.mov(rax, objects.boxed);
    asm.mov(mem(rax, 24), rdi);
    destroy(asm);
    asm.movq(xmm[0], gpr64[1]);
    asm.ret();
  },
  _Py_Dealloc: (asm: Assembler): void => {
    asm.mov(qword(mem(rdi)), 3);
    asm.mov(rax, 0x1234);
    destroy(asm);
    asm.movq(xmm[0], gpr64[1]);
    asm.ret();
  },
};
class ObjectMachine extends SparseMachine {
  override decref(object: number): void {
    const left = this.read(object, 8) - 1n;
    this.write(object, 8, left === 0n ? 3n : left);
  }
  override boxFloat(value: number): number {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, value);
    this.write(objects.boxed + 16, 8, bits.getBigUint64(0));
    return objects.boxed;
  }
  override boxInt(value: bigint): number {
    this.write(objects.boxed + 24, 8, BigInt.asUintN(64, value));
    return objects.boxed;
  }
}

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
  const machine = new ObjectMachine();
  machine.map(layout.memory, 512);
  machine.write(objects.counted, 8, 2n);
  for (let i = 0; i < 256; i += 8) machine.write(layout.memory + i, 8, memory.getBigUint64(i, true));
  machine.functions.mix = ([a, b]) => (((a as bigint) ^ (b as bigint)) & 0xffn) - 1n;
  machine.functions.scale = ([x, a]) => (x as number) + Number(a);
  machine.units.callee = (args) => {
    const outcome = interpret(callee, new SparseMachine(), args);
    return outcome.kind === 'return' ? { value: outcome.value } : null;
  };
  return machine;
}

/** Everything that a run may change, as text. */
function picture(end: RuntimeValue | undefined, exitValues: ReadonlyMap<Value, RuntimeValue> | null, read: (at: number) => bigint): string {
  const lines = [exitValues ? `exit ${String(end)}` : `returned ${String(end)}`];
  for (const [value, now] of exitValues ?? []) lines.push(`%${value.id} = ${Object.is(now, -0) ? '-0' : String(typeof now === 'boolean' ? BigInt(now) : now)}`);
  const double = new DataView(new ArrayBuffer(8));
  for (let at = 0; at < 256; at += 8) {
    double.setBigUint64(0, read(at));
    // All NaNs are the same here: which one comes out is not part of the ir.
    lines.push(`[${at}] = ${at < 128 ? read(at) : Object.is(double.getFloat64(0), -0) ? '-0' : double.getFloat64(0)}`);
  }
  lines.push(`references: ${read(256)}`);
  return lines.join('\n');
}

describe.skipIf(findPython() === null).each([
  // No free float, no small int: the inline paths of boxes are entered, and left.
  { allocator: 'linear-scan', far: false, offsets: { floatFreeList: { headAddress: layout.freeListHead, countAddress: layout.freeListCount }, smallInts: { address: 0, first: 1 << 30, last: 1 << 30, size: 32 } } },
  { allocator: 'linear-scan', far: true },
  { allocator: 'spill-everything', far: false },
] as const)('random functions, %o', (options) => {
  it('do what the interpreter does', () => {
    const harness = new Harness(options, { ...functions, ...objectFunctions });
    harness.defineSymbol('PyFloat_Type', 0x1234);
    const callee = parseFunction(unitText);
    harness.compile(callee, 'callee');
    const cases: (Case & { seed: number; bytes: DataView })[] = [];
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const random = new Random(seed + 7);
      const calls = random.chance(70) ? { integer: 'mix', float: 'scale', unit: random.chance(50) ? 'callee' : null } : null;
      const integers = 1 + random.below(6);
      const floats = random.below(5);
      const fn = randomFunction(seed, { size: 10 + random.below(250), calls, integers, floats, objects: random.chance(50) ? objects : null });
      verifyFunction(fn);
      const word = (): bigint => (random.chance(60) ? BigInt(random.below(20)) - 5n : (BigInt(random.next()) << 32n) | BigInt(random.next()));
      for (let run = 0; run < 4; run++) {
        const args: RuntimeValue[] = [layout.memory];
        for (let i = 0; i < integers; i++) args.push(BigInt.asIntN(64, word()));
        for (let i = 0; i < floats; i++) args.push(random.pick([0, 1, -2.5, 1e9, 3]));
        const bytes = new DataView(new ArrayBuffer(256));
        for (let i = 0; i < 128; i += 8) bytes.setBigUint64(i, BigInt.asUintN(64, word()), true);
        for (let i = 128; i < 256; i += 8) bytes.setFloat64(i, random.pick([0, 1, -2.5, 1e9]), true);
        const prepare = (memory: DataView): void => {
          new Uint8Array(memory.buffer, memory.byteOffset, 256).set(new Uint8Array(bytes.buffer));
          memory.setBigInt64(256, 2n, true);
        };
        cases.push({ fn, args, seed, bytes, prepare });
      }
    }
    const runs = harness.run(cases);
    let exits = 0;
    const differences: string[] = [];
    cases.forEach(({ fn, args, seed, bytes }, i) => {
      const machine = machineFor(bytes, callee);
      const expected = interpret(fn, machine, [...args]);
      const run = runs[i];
      if (expected.kind === 'exit') exits++;
      const wanted = picture(expected.kind === 'return' ? expected.value : expected.exit.id, expected.kind === 'exit' ? expected.values : null, (at) => machine.read(layout.memory + at, 8));
      const actual = picture(run.exit ? run.exit.exit.id : run.rax, run.exit ? run.exitValues : null, (at) => run.memory.getBigUint64(at, true));
      if (wanted !== actual && differences.length < 3) {
        const lines = wanted.split('\n');
        differences.push(`seed ${seed}, arguments ${args.map(String).join(', ')}: ${actual.split('\n').flatMap((line, k) => (line === lines[k] ? [] : [`${line}, not ${lines[k]}`])).join('; ')}`);
      }
    });
    expect(differences).toEqual([]);
    expect(exits).toBeGreaterThan(0);
    expect(exits).toBeLessThan(cases.length);
  });
});
