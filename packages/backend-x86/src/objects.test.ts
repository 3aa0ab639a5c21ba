// Boxes, reference counts, frames and native calls, on memory laid out as CPython 3.11 has it.
import { parseFunction } from '@psyco/ir';
import { type Assembler, eax, gpr64, mem, qword, rax, rcx, rdi, ripAddress, rsp, xmm, xmm0 } from '@psyco/x86';
import { describe, expect, it } from 'vitest';
import { type Case, findPython, Harness, layout, type Run } from './testing/harness';

const FLOAT_TYPE = 0x10_00d0_0800;
const OBJECT = 0x10_00d0_0900;
const SMALL_INTS = 0x10_00d0_0a00;
const smallInts = { address: SMALL_INTS, first: -5, last: 10, size: 32 };
const floatFreeList = { countAddress: layout.freeListCount, headAddress: layout.freeListHead };
const at = (address: number): number => address - layout.memory;

/** Appends a word to the log and overwrites what C functions may overwrite. */
function logCall(asm: Assembler): void {
  asm.mov(rax, layout.log);
  asm.mov(rcx, mem(rax));
  asm.inc(qword(mem(rax)));
  asm.mov(mem(rax, rcx, 8, 8), rdi);
  asm.sub(rsp, 24);
  asm.movaps(mem(rsp), xmm0);
  asm.add(rsp, 24);
}
function destroy(asm: Assembler): void {
  for (const register of [1, 2, 6, 7, 8, 9, 10, 11]) asm.mov(gpr64[register], 0x5555_0000_0000 + register);
  for (let i = 0; i < 16; i++) asm.movq(xmm[i], gpr64[1]);
}
const functions = {
  _Py_Dealloc: (asm: Assembler): void => {
    logCall(asm);
    destroy(asm);
    asm.xor(eax, eax);
    asm.ret();
  },
  PyFloat_FromDouble: (asm: Assembler): void => {
    asm.movq(rdi, xmm0);
    logCall(asm);
    asm.mov(rax, ripAddress(OBJECT));
    destroy(asm);
    asm.ret();
  },
  PyLong_FromLongLong: (asm: Assembler): void => {
    logCall(asm);
    asm.mov(rax, ripAddress(OBJECT));
    destroy(asm);
    asm.ret();
  },
  /** The sum of eight arguments, the last two from the stack. */
  eight: (asm: Assembler): void => {
    asm.mov(rax, rdi);
    for (const register of [6, 2, 1, 8, 9]) asm.add(rax, gpr64[register]);
    asm.add(rax, mem(rsp, 8));
    asm.add(rax, mem(rsp, 16));
    asm.ret();
  },
};

function harness(options: ConstructorParameters<typeof Harness>[0] = {}): Harness {
  const made = new Harness({ ...options, offsets: { floatFreeList, smallInts, ...options?.offsets } }, functions);
  made.defineSymbol('PyFloat_Type', FLOAT_TYPE);
  made.defineSymbol('_Py_TrueStruct', 0x1111_2222_3333);
  made.defineSymbol('_Py_FalseStruct', 0x4444);
  return made;
}
const word = (run: Run, address: number): bigint => run.memory.getBigInt64(at(address), true);
const logged = (run: Run): bigint[] => Array.from({ length: Number(word(run, layout.log)) }, (_, i) => word(run, layout.log + 8 + 8 * i));
const prepareWords =
  (words: Record<number, bigint | number>) =>
  (memory: DataView): void => {
    for (const [address, value] of Object.entries(words)) {
      if (typeof value === 'bigint') memory.setBigInt64(at(Number(address)), value, true);
      else memory.setFloat64(at(Number(address)), value, true);
    }
  };

/** Many values alive around an instruction, which all must be there afterwards. */
const around = (instruction: string, result: string, tail: string): string => `function f native -> i64
block b0(%p: ref, %a: i64, %b: i64, %x: f64, %y: f64):
  %c = add.i64 %a, %b
  %d = sub.i64 %a, %b
  %z = add.f64 %x, %y
  ${instruction}
  %e = mul.i64 %c, %d
  %zi = i64.from.f64 %z
  %yi = i64.from.f64 %y
  %s1 = add.i64 %e, %zi
  %s2 = add.i64 %s1, %yi
  %s3 = add.i64 %s2, %a
  ${result}
exit 0 reason=recursion: f@0 locals [] stack []
${tail}`;
const surrounded = (a: bigint, b: bigint, x: number, y: number): bigint => BigInt.asIntN(64, (a + b) * (a - b) + BigInt(x + y) + BigInt(y) + a);

describe.skipIf(findPython() === null).each(['linear-scan', 'spill-everything'] as const)('objects, %s', (allocator) => {
  it('boxes floats from the free list, else by PyFloat_FromDouble', () => {
    const fn = parseFunction(around('%o = box.float %z -> exit 1', 'store.ref %p, %o {offset=8, memory=native}\n  return %s3', 'exit 1 reason=memory error=true: f@4 locals [int %a, float %x] stack []'));
    const next = OBJECT + 64;
    const args = [OBJECT + 128, 7n, 3n, 1, 2];
    const [fromList, fromCall, failed] = harness({ allocator }).run([
      { fn, args, prepare: prepareWords({ [layout.freeListHead]: BigInt(OBJECT), [layout.freeListCount]: 2n, [OBJECT + 8]: BigInt(next) }) },
      { fn, args, prepare: prepareWords({ [OBJECT]: 0x7777n }) },
      { fn, args },
    ]);
    expect([fromList.rax, word(fromList, OBJECT + 136), logged(fromList)]).toEqual([surrounded(7n, 3n, 1, 2), BigInt(OBJECT), []]);
    expect([word(fromList, OBJECT), word(fromList, OBJECT + 8), fromList.memory.getFloat64(at(OBJECT + 16), true)]).toEqual([1n, BigInt(FLOAT_TYPE), 3]);
    expect([word(fromList, layout.freeListHead), word(fromList, layout.freeListCount)]).toEqual([BigInt(next), 1n]);
    expect([fromCall.rax, word(fromCall, OBJECT + 136), logged(fromCall)]).toEqual([surrounded(7n, 3n, 1, 2), 0x7777n, [0x4008_0000_0000_0000n]]);
    expect([failed.status, failed.exit?.exit.reason, [...failed.exitValues.values()]]).toEqual(['exit', 'memory', [7n, 1]]);
  });

  it('boxes ints from the table of small ones, else by PyLong_FromLongLong', () => {
    const fn = parseFunction(around('%o = box.int %a', 'store.ref %p, %o {offset=8, memory=native}\n  return %s3', ''));
    const values = [-6n, -5n, 0n, 10n, 11n, -(1n << 40n)];
    const runs = harness({ allocator }).run(values.map((a): Case => ({ fn, args: [OBJECT + 128, a, 3n, 1, 2], prepare: prepareWords({ [OBJECT]: 0x7777n }) })));
    expect(runs.map((run) => run.rax)).toEqual(values.map((a) => surrounded(a, 3n, 1, 2)));
    const small = (i: number): bigint => BigInt(SMALL_INTS + 32 * (i + 5));
    expect(runs.map((run) => word(run, OBJECT + 136))).toEqual([0x7777n, small(-5), small(0), small(10), 0x7777n, 0x7777n]);
    expect(runs.map(logged)).toEqual([[-6n], [], [], [], [11n], [-(1n << 40n)]]);
    expect(word(runs[1], SMALL_INTS)).toBe(1n);
  });

  it('takes ints of one digit from a pool, and leaves the lists of pools to PyLong_FromLongLong', () => {
    const fn = parseFunction(around('%o = box.int %a', 'store.ref %p, %o {offset=8, memory=native}\n  return %s3', ''));
    const [table, pool, block, next, tracing] = [0x10_00d0_0c00, 0x10_00d0_0d00, 0x10_00d0_0e00, 0x10_00d0_0e40, 0x10_00d0_0620];
    const inPool = { [table + 16]: BigInt(pool), [pool]: 3n, [pool + 8]: BigInt(block), [pool + 16]: BigInt(table), [pool + 40]: 0x1e0n | (0x1e0n << 32n), [OBJECT]: 0x7777n };
    const linked = { ...inPool, [block]: BigInt(next) };
    const cases: [a: bigint, memory: Record<number, bigint>][] = [
      [1000n, linked],
      [(1n << 30n) - 1n, linked],
      // A block that was never used follows, and the last one of its pool.
      [1000n, inPool],
      [1000n, { ...inPool, [pool + 40]: 0x200n | (0x1e0n << 32n) }],
      // No pool has room: the entry points to itself.
      [1000n, { ...linked, [table + 16]: BigInt(table), [table + 24]: BigInt(table) }],
      [1000n, { ...linked, [tracing]: 1n }],
      [1n << 30n, linked],
      [-1000n, linked],
      [7n, linked],
    ];
    const made = harness({ allocator, offsets: { floatFreeList, smallInts, pools: { table, tracing } } });
    made.defineSymbol('PyLong_Type', FLOAT_TYPE + 64);
    const runs = made.run(cases.map(([a, memory]): Case => ({ fn, args: [OBJECT + 128, a, 3n, 1, 2], prepare: prepareWords(memory) })));
    expect(runs.map((run) => run.rax)).toEqual(cases.map(([a]) => surrounded(a, 3n, 1, 2)));
    const inline = [true, true, true, false, false, false, false, false, false];
    expect(runs.map(logged)).toEqual(cases.map(([a], i) => (inline[i] || a === 7n ? [] : [a])));
    runs.forEach((run, i) => {
      if (!inline[i]) {
        expect([word(run, pool), word(run, pool + 8)]).toEqual([3n, BigInt(block)]);
        return;
      }
      expect(word(run, OBJECT + 136)).toBe(BigInt(block));
      expect([word(run, block), word(run, block + 8), word(run, block + 16), BigInt.asUintN(32, word(run, block + 24))]).toEqual([1n, BigInt(FLOAT_TYPE + 64), 1n, cases[i][0]]);
      expect(word(run, pool)).toBe(4n);
    });
    expect([0, 1].map((i) => word(runs[i], pool + 8))).toEqual([BigInt(next), BigInt(next)]);
    expect([word(runs[2], pool + 8), word(runs[2], pool + 0x1e0), word(runs[2], pool + 40)]).toEqual([BigInt(pool + 0x1e0), 0n, 0x200n | (0x1e0n << 32n)]);
    expect(word(runs[8], OBJECT + 136)).toBe(BigInt(SMALL_INTS + 32 * (7 + 5)));
  });

  it('reads ints of up to three digits, and leaves for longer ones', () => {
    const fn = parseFunction(`function f native -> i64
block b0(%p: ref, %a: i64):
  %v = unbox.int %p -> exit 1
  %s = sub.i64 %v, %a
  return %s
exit 0 reason=recursion:
exit 1 reason=large saw=%p: f@4 locals [int %a] stack []`);
    const edge = 1n << 30n;
    const numbers = [0n, 1n, -1n, edge - 1n, 1n - edge, edge, -edge, (1n << 60n) - 1n, -(1n << 60n) + 1n, 1n << 60n, -(1n << 60n), (1n << 63n) - 1n, -(1n << 63n) + 1n, (1n << 61n) + 12345n];
    const tooLarge = [1n << 63n, (1n << 64n) - 1n, 1n << 90n, -(1n << 65n)];
    const prepare =
      (n: bigint) =>
      (memory: DataView): void => {
        let rest = n < 0n ? -n : n;
        let digits = 0n;
        memory.setUint32(at(OBJECT + 24), 99, true); // a zero keeps what was there
        for (; rest > 0n; rest >>= 30n) memory.setUint32(at(OBJECT + 24) + 4 * Number(digits++), Number(rest & (edge - 1n)), true);
        memory.setBigInt64(at(OBJECT + 16), n < 0n ? -digits : digits, true);
      };
    const runs = harness({ allocator }).run([...numbers, ...tooLarge].map((n) => ({ fn, args: [OBJECT, 5n], prepare: prepare(n) })));
    expect(runs.slice(0, numbers.length).map((run) => run.rax)).toEqual(numbers.map((n) => BigInt.asIntN(64, n - 5n)));
    for (const run of runs.slice(numbers.length)) expect([run.status, ...run.exitValues.values()]).toEqual(['exit', 5n, BigInt(OBJECT)]);
  });

  it.each(['decref', 'xdecref'])('%s deallocates at zero and keeps what is alive', (op) => {
    const fn = parseFunction(around(`${op} %p {leaf=true}`, 'return %s3', ''));
    const counts = [2n, 1n];
    const cases: Case[] = counts.map((count) => ({ fn, args: [OBJECT, 7n, 3n, 1, 2], prepare: prepareWords({ [OBJECT]: count }) }));
    if (op === 'xdecref') cases.push({ fn, args: [0, 7n, 3n, 1, 2] });
    const runs = harness({ allocator }).run(cases);
    expect(runs.map((run) => run.rax)).toEqual(runs.map(() => surrounded(7n, 3n, 1, 2)));
    expect(runs.map(logged)).toEqual([[], [BigInt(OBJECT)], []].slice(0, runs.length));
    expect(word(runs[0], OBJECT)).toBe(1n);
  });

  it.each(['decref.shared', 'xdecref.shared'])('%s lets objects of the given types die, and leaves with the last reference to others', (op) => {
    const small = 0x9100;
    const tail = 'exit 1 reason=release: f@4 locals [int %c, int %a] stack [] release [%p]';
    const fn = parseFunction(around(`${op} %p {types=[0x9100, 0x${FLOAT_TYPE.toString(16)}]} -> exit 1`, 'return %s3', tail));
    const objects: [count: bigint, type: number][] = [[2n, 0x77], [1n, small], [1n, FLOAT_TYPE], [1n, 0x77]];
    const cases: Case[] = objects.map(([count, type]) => ({ fn, args: [OBJECT, 7n, 3n, 1, 2], prepare: prepareWords({ [OBJECT]: count, [OBJECT + 8]: BigInt(type) }) }));
    if (op === 'xdecref.shared') cases.push({ fn, args: [0, 7n, 3n, 1, 2] });
    const runs = harness({ allocator }).run(cases);
    const left = runs.splice(3, 1)[0];
    expect(runs.map((run) => run.rax)).toEqual(runs.map(() => surrounded(7n, 3n, 1, 2)));
    expect(runs.map(logged)).toEqual([[], [BigInt(OBJECT)], [BigInt(OBJECT)], []].slice(0, runs.length));
    expect(word(runs[0], OBJECT)).toBe(1n);
    expect([left.exit?.exit.reason, word(left, OBJECT), logged(left), [...left.exitValues.values()]]).toEqual(['release', 1n, [], [10n, 7n, BigInt(OBJECT)]]);
  });

  it('counts references up and makes bools', () => {
    const fn = parseFunction(`function f native -> ref
block b0(%p: ref, %a: i64):
  incref %p
  %zero = const.i64 0
  %t = lt.i64 %zero, %a
  %o = box.bool %t
  return %o
exit 0 reason=recursion:`);
    const runs = harness({ allocator }).run([1n, 0n].map((a) => ({ fn, args: [OBJECT, a] })));
    expect(runs.map((run) => [run.rax, word(run, OBJECT)])).toEqual([[0x1111_2222_3333n, 1n], [0x4444n, 1n]]);
  });

  it('keeps the total of debug builds', () => {
    const total = OBJECT + 128;
    const fn = parseFunction(`function f native -> i64
block b0(%p: ref, %q: ref):
  incref %p
  incref %p
  incref %p
  decref %q
  decref.shared %q {types=[]} -> exit 1
  %zero = const.i64 0
  return %zero
exit 0 reason=recursion:
exit 1 reason=release: f@0 code=0x10 locals [] stack []`);
    const run = (count: bigint) => harness({ allocator, offsets: { floatFreeList, smallInts, refTotal: total } }).run([{ fn, args: [OBJECT, OBJECT + 64], prepare: prepareWords({ [OBJECT + 64]: count, [total]: 100n }) }])[0];
    expect([word(run(5n), total), word(run(5n), OBJECT + 64)]).toEqual([101n, 3n]);
    // The exit leaves the last reference where it is.
    expect([word(run(2n), total), word(run(2n), OBJECT + 64)]).toEqual([102n, 1n]);
  });

  it('calls C functions with more arguments than registers', () => {
    const fn = parseFunction(`function f native -> i64
block b0(%a: i64, %b: i64):
  %c = const.i64 1000
  %big = const.i64 1311768467294899695
  %s = call %a, %b, %a, %b, %c, %c, %b, %big {symbol=eight, effect=read, result=i64}
  %t = add.i64 %s, %b
  return %t
exit 0 reason=recursion:`);
    const [run] = harness({ allocator }).run([{ fn, args: [5n, 70n] }]);
    expect(run.rax).toBe(5n + 70n + 5n + 70n + 2000n + 70n + 1311768467294899695n + 70n);
  });

  it('enters and leaves frame units, and links the frame', () => {
    const cframe = OBJECT + 64;
    const frame = OBJECT;
    const fn = parseFunction(`function f frame -> ref
block b0(%frame: ptr):
  %a = load.i64 %frame {offset=8, memory=frame.local}
  frame.link -> exit 0
  %again = frame
  %cframe = load.ptr %frame {offset=48, memory=frame.local}
  store.ptr %again, %cframe {offset=16, memory=frame.local}
  %one = const.i64 1
  %b = addo.i64 %a, %one -> exit 1
  frame.unlink
  %o = const.ref 0x1234
  return %o
exit 0 reason=recursion: f@0 locals [int %a] stack []
exit 1 reason=overflow: f@8 locals [int %a] stack []`);
    const prepare = (a: bigint, left: number) => (memory: DataView) => {
      prepareWords({ [frame + 8]: a, [layout.threadState + 56]: BigInt(cframe), [cframe + 8]: 0x7777n })(memory);
      memory.setInt32(at(layout.threadState + 32), left, true);
    };
    const args = [layout.threadState, frame, 1n];
    const [returned, overflown, refused] = harness({ allocator }).run([
      { fn, args, prepare: prepare(5n, 10) },
      { fn, args, prepare: prepare((1n << 63n) - 1n, 10) },
      { fn, args, prepare: prepare(5n, 1) },
    ]);
    expect([returned.status, returned.rax, word(returned, cframe + 8), word(returned, frame + 48), word(returned, frame + 16)]).toEqual(['return', 0x1234n, 0x7777n, 0x7777n, 0x7777n]);
    expect(returned.memory.getInt32(at(layout.threadState + 32), true)).toBe(10);
    expect([overflown.exit?.exit.reason, word(overflown, cframe + 8), overflown.memory.getInt32(at(layout.threadState + 32), true)]).toEqual(['overflow', BigInt(frame), 9]);
    expect([refused.exit?.exit.reason, word(refused, cframe + 8), ...refused.exitValues.values()]).toEqual(['recursion', 0x7777n, 5n]);
    // The frame and the kind of the entry are below the base.
    const { frameSize } = overflown.code;
    expect([overflown.frameWord(frameSize - 8), overflown.frameWord(frameSize - 16)]).toEqual([BigInt(frame), 1n]);
  });

  it('calls itself, and leaves at the recursion limit with every frame on the stack', () => {
    const fn = parseFunction(`function fib native -> i64
block b0(%n: i64):
  %two = const.i64 2
  %t = lt.i64 %n, %two
  branch %t, small, large
block small:
  return %n
block large:
  %one = const.i64 1
  %n1 = sub.i64 %n, %one
  %a = call.native %n1 {unit="fib", result=i64} -> exit 1
  %n2 = sub.i64 %n, %two
  %b = call.native %n2 {unit="fib", result=i64} -> exit 2
  %s = addo.i64 %a, %b -> exit 3
  return %s
exit 0 reason=recursion: fib@0 locals [int %n] stack []
exit 1 reason=call: fib@10 locals [int %n] stack []
exit 2 reason=call: fib@20 locals [int %n] stack [int %a]
exit 3 reason=overflow: fib@22 locals [int %n] stack [int %a, int %b]`);
    const made = harness({ allocator });
    const { code, exitBase } = made.compile(fn, 'fib');
    const depth = (limit: number) => (memory: DataView) => memory.setInt32(at(layout.threadState + 32), limit, true);
    const [result, limited] = made.run([
      { fn, args: [20n], prepare: depth(1000) },
      { fn, args: [20n], prepare: depth(3) },
    ]);
    expect([result.status, result.rax, result.memory.getInt32(at(layout.threadState + 32), true)]).toEqual(['return', 6765n, 1000]);
    // Three calls went through; the fourth left at its entry.
    expect([limited.exit?.exit.reason, ...limited.exitValues.values()]).toEqual(['recursion', 17n]);
    const found: unknown[] = [];
    let base = code.frameSize;
    for (let level = 0; level < 3; level++) {
      const returnAddress = Number(limited.frameWord(base));
      const number = made.readCode(returnAddress + 3);
      const site = code.exits[number - exitBase];
      const [location] = site.locations.values();
      found.push([site.use, site.exit.reason, location.kind === 'stack' ? limited.frameWord(base + 8 + location.offset) : location]);
      base += 8 + site.frameSize;
    }
    expect(found).toEqual([18n, 19n, 20n].map((n) => ['call', 'call', n]));
  });

  it('leaves a native unit at its entry when the stack is low', () => {
    const fn = parseFunction(`function f native -> i64
block b0(%a: i64, %x: f64, %b: i64):
  %s = add.i64 %a, %b
  return %s
exit 0 reason=recursion: f@0 locals [int %a, float %x, int %b] stack []`);
    const [run] = harness({ allocator }).run([{ fn, args: [1n, 2.5, 3n], prepare: prepareWords({ [layout.stackLimit]: -1n }) }]);
    expect([run.exit?.exit.reason, ...run.exitValues.values()]).toEqual(['recursion', 1n, 2.5, 3n]);
  });
});
