// The crash handler, in a real Python that dies.
import { closeSync, openSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mem, r13, r14, rax } from '@psyco/x86';
import { CrashRecord, RuntimeData } from './data-layout';
import { Fixture } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

const INSTALL = `
class Action(ctypes.Structure):
    _fields_ = [('handler', ctypes.c_void_p), ('mask', ctypes.c_char * 128), ('flags', ctypes.c_int), ('restorer', ctypes.c_void_p)]
def install(handler):
    SIGSEGV, SA_SIGINFO = 11, 4
    ctypes.CDLL(None).sigaction(SIGSEGV, ctypes.byref(Action(handler=handler, flags=SA_SIGINFO)), None)
def f(): return 1
`;

describe.each(pythons)('the crash handler in %s', (executable) => {
  it('writes down where it happened, and the process still dies of the signal', async () => {
    const fixture = await Fixture.start(executable);
    const { python } = fixture;
    const unit = fixture.frameUnit((asm) => {
      asm.mov(r13, 0xdead_beef);
      asm.mov(r14, 0x1234);
      asm.mov(rax, mem(r14));
    });
    await python.run(INSTALL);
    await fixture.install('f', unit);
    await python.run(`install(${fixture.runtime.entries.crashHandler})`);
    const region = openSync(`/proc/${python.process.pid}/fd/${python.hello.dataFile}`, 'r');
    fixture.hook('frameHook');
    await expect(python.run('f()')).rejects.toThrow('SIGSEGV');
    const record = Buffer.alloc(CrashRecord.count);
    readSync(region, record, 0, record.length, RuntimeData.crash);
    closeSync(region);
    const word = (offset: number): number => Number(record.readBigUInt64LE(offset));
    expect([word(CrashRecord.signal), word(CrashRecord.faultAddress)]).toEqual([11, 0x1234]);
    expect(word(CrashRecord.instructionPointer)).toBeGreaterThan(unit);
    expect(word(CrashRecord.instructionPointer)).toBeLessThan(unit + 64);
    expect(record.readBigInt64LE(CrashRecord.inCode)).toBe(-1n);
    const R13 = 5; // REG_R13 of sys/ucontext.h
    expect(word(CrashRecord.registers + 8 * R13)).toBe(0xdead_beef);
    fixture.close();
  });
});
