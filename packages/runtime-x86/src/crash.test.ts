// The handlers of faults, in a real Python that dies, or does not.
import { closeSync, openSync, readSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mem, r13, r14, rax } from '@psyco/x86';
import { CRASH_STACK_WORDS, CrashRecord, RuntimeData } from './data-layout';
import { Fixture } from './testing/fixture';
import { findPythons } from './testing/python';

const pythons = findPythons();
if (pythons.length === 0) console.warn('SKIPPED: no Python 3.11 on the PATH (or PSYCO_PYTHON is not one)');

const MESSAGE = 'psyco: the test crashed\n';

/** A process with the handlers and a function f that faults when it is called. */
async function start(executable: string, before = '', after = ''): Promise<{ fixture: Fixture; unit: number }> {
  const fixture = await Fixture.start(executable);
  const { python, runtime } = fixture;
  const unit = fixture.frameUnit((asm) => {
    asm.mov(r13, 0xdead_beef);
    asm.mov(r14, 0x1234);
    asm.push(r13);
    asm.mov(rax, mem(r14));
  });
  await python.run(`import faulthandler, os, signal\nwatch = lambda: ctypes.CFUNCTYPE(None)(${runtime.entries.watchFaults})()\ndef f(): return 1\nfaulthandler.disable()\n${before}`);
  await fixture.install('f', unit);
  const words = Buffer.alloc(16);
  words.writeBigUInt64LE(BigInt(fixture.data(Buffer.from(MESSAGE))));
  words.writeBigUInt64LE(BigInt(MESSAGE.length), 8);
  python.write(python.hello.data + RuntimeData.crashMessage, words);
  await python.run(`watch()\n${after}`);
  fixture.hook('frameHook');
  return { fixture, unit };
}

const TRACEBACK = /^psyco: the test crashed\nFatal Python error: Segmentation fault\n\n(?:(?!Fatal)[^])*$/;

describe.each(pythons)('faults in %s', (executable) => {
  it('writes down where it happened, and the process still dies of the signal', async () => {
    const { fixture, unit } = await start(executable);
    const { python } = fixture;
    const region = openSync(`/proc/${python.process.pid}/fd/${python.hello.dataFile}`, 'r');
    await expect(python.run('f()')).rejects.toThrow('SIGSEGV');
    expect(python.errors()).toBe(MESSAGE);
    const record = Buffer.alloc(CrashRecord.count);
    readSync(region, record, 0, record.length, RuntimeData.crash);
    const stack = Buffer.alloc(8 * CRASH_STACK_WORDS);
    readSync(region, stack, 0, stack.length, RuntimeData.crashStack);
    closeSync(region);
    const word = (offset: number): number => Number(record.readBigUInt64LE(offset));
    expect([word(CrashRecord.signal), word(CrashRecord.faultAddress)]).toEqual([11, 0x1234]);
    expect(word(CrashRecord.instructionPointer)).toBeGreaterThan(unit);
    expect(word(CrashRecord.instructionPointer)).toBeLessThan(unit + 64);
    expect(record.readBigInt64LE(CrashRecord.inCode)).toBe(-1n);
    const R13 = 5; // REG_R13 of sys/ucontext.h
    expect(word(CrashRecord.registers + 8 * R13)).toBe(0xdead_beef);
    expect(Number(stack.readBigUInt64LE())).toBe(0xdead_beef);
    fixture.close();
  });

  it.each([
    ['before', 'faulthandler.enable()', ''],
    ['after', '', 'faulthandler.enable()'],
    ['between', '', 'faulthandler.enable()\nwatch()'],
    ['twice', 'faulthandler.enable()', 'faulthandler.disable()\nfaulthandler.enable()\nwatch()\nwatch()'],
  ])('faulthandler, enabled %s, prints its traceback once', async (name, before, after) => {
    const { fixture } = await start(executable, before, after);
    await expect(fixture.python.run('f()')).rejects.toThrow('SIGSEGV');
    // Enabled last it comes first, and the fault is known to it alone.
    if (name === 'after') expect(fixture.python.errors()).toMatch(/^Fatal Python error: Segmentation fault\n\n(?:(?!Fatal)[^])*$/);
    else expect(fixture.python.errors()).toMatch(TRACEBACK);
    fixture.close();
  });

  it.each(['SIGSEGV', 'SIGFPE', 'SIGILL', 'SIGBUS'])('%s that is sent ends the process, without a record', async (signal) => {
    const { fixture } = await start(executable);
    await expect(fixture.python.run(`os.kill(os.getpid(), signal.${signal})`)).rejects.toThrow(signal);
    expect(fixture.python.errors()).toBe('');
    fixture.close();
  });

  it.each([
    ['between the looks', 'faulthandler.enable()\nwatch()\nfaulthandler.disable()'],
    ['before there was a handler of ours, and after', 'faulthandler.disable()\nwatch()\nfaulthandler.enable()\nwatch()\nfaulthandler.disable()'],
    ['again and again', 'for _ in range(3):\n  faulthandler.enable()\n  watch()\n  faulthandler.disable()\n  watch()'],
  ])('faulthandler, enabled and disabled %s, does not keep the process alive', async (name, after) => {
    const { fixture } = await start(executable, name.startsWith('before') ? 'faulthandler.enable()' : '', after);
    const { python } = fixture;
    // A forked child first: what it notes of its end is not its parent's.
    await python.run('child = os.fork()\nif child == 0: faulthandler._sigsegv(); os._exit(1)\nending = os.waitpid(child, 0)[1]');
    expect(await python.evaluate('ending & 127')).toBe(11);
    await expect(python.run('faulthandler._sigsegv()')).rejects.toThrow('SIGSEGV');
    expect(python.errors()).toBe('');
    fixture.close();
  });

  it('a fault elsewhere is recorded without a message', async () => {
    const { fixture } = await start(executable);
    await expect(fixture.python.run('ctypes.string_at(0x1234)')).rejects.toThrow('SIGSEGV');
    expect(fixture.python.errors()).toBe('');
    fixture.close();
  });

  it("the program's own handlers run, before and after", async () => {
    const { fixture } = await start(executable, 'seen = []\nsignal.signal(signal.SIGSEGV, lambda *_: seen.append("old"))', 'signal.signal(signal.SIGFPE, lambda *_: seen.append("new"))\nwatch()');
    const { python } = fixture;
    fixture.hook(null);
    for (const signal of ['SIGSEGV', 'SIGFPE', 'SIGSEGV']) await python.run(`os.kill(os.getpid(), signal.${signal})`);
    expect(await python.evaluate('seen')).toEqual(['old', 'new', 'old']);
    await python.run('watch()\nos.kill(os.getpid(), signal.SIGSEGV)');
    expect(await python.evaluate('len(seen)')).toBe(4);
    fixture.close();
  });
});
