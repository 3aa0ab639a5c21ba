// The parts of symbol look-up that need no process.
import { describe, expect, it } from 'vitest';
import { ProcessGone, UnsupportedPython } from '../errors';
import { RemoteMemory } from '../memory';
import { PythonProcess } from '../process';
import { ElfSymbols } from './elf-symbols';
import { parseMappings, readMappings } from './maps';
import { findPythons, Specimen } from '../testing/pythons';
import { gnuHash, sysvHash } from './symbol-hash';

describe('symbol hashes', () => {
  it('agree with the published values', () => {
    expect(gnuHash('')).toBe(0x1505);
    expect(gnuHash('printf')).toBe(0x156b2bb8);
    expect(gnuHash('syscall')).toBe(0xbac212a0);
    expect(sysvHash('printf')).toBe(0x077905a6);
    expect(sysvHash('exit')).toBe(0x0006cf04);
  });
});

describe('mappings', () => {
  it('are read from the text of /proc/PID/maps', () => {
    const text = '00400000-0041f000 r-xp 00001000 fe:00 1234    /usr/lib/a library.so (deleted)\n7f00-7fff rw-p 00000000 00:00 0 \nnonsense\n';
    expect(parseMappings(text)).toEqual([
      { start: 0x400000, end: 0x41f000, permissions: 'r-xp', fileOffset: 0x1000, inode: 1234, path: '/usr/lib/a library.so (deleted)' },
      { start: 0x7f00, end: 0x7fff, permissions: 'rw-p', fileOffset: 0, inode: 0, path: '' },
    ]);
  });
  it('of a process that is not there are an error', () => {
    expect(() => readMappings(2 ** 22 + 1)).toThrow(ProcessGone);
    expect(() => new PythonProcess(2 ** 22 + 1)).toThrow(ProcessGone);
  });
});

describe('a process that is not Python', () => {
  it('is refused by name', () => {
    const memory = new RemoteMemory(process.pid);
    expect(() => new ElfSymbols(memory)).toThrow(UnsupportedPython);
    memory.close();
  });
});

const ADDRESSES = String.raw`
import ctypes, math
math.sin(1.0), math.pow(2.0, 0.5), math.fmod(5.0, 3.0), math.exp(1.0), math.log(2.0)
# By library: in an executable at a fixed address, dlsym(NULL) may give the executable's own stub for a function of libm.
names = {'libm.so.6': ['sin', 'pow', 'fmod', 'exp'], 'libc.so.6': ['free', 'getpid'], None: ['PyList_Append', '_PyEval_EvalFrameDefault', '_Py_NoneStruct']}
say(**{name: ctypes.cast(getattr(ctypes.CDLL(file), name), ctypes.c_void_p).value for file in names for name in names[file]})
wait()
`;

describe.each(findPythons())('symbols of Python $label', ({ command }) => {
  it('are where the dynamic linker finds them', async (context) => {
    const specimen = await Specimen.start(command, ADDRESSES).catch((error: unknown) => {
      if (!String(error).includes('ctypes')) throw error;
      return undefined;
    });
    if (specimen === undefined) return context.skip('SKIPPED: this Python has no ctypes');
    const { symbols } = specimen.python;
    try {
      for (const name of ['sin', 'pow', 'fmod', 'exp']) expect(symbols.symbolIn(/libm[.-]/, name), name).toBe(specimen.id(name));
      for (const name of ['free', 'getpid']) expect(symbols.symbolIn(/libc[.-]/, name), name).toBe(specimen.id(name));
      for (const name of ['PyList_Append', '_PyEval_EvalFrameDefault', '_Py_NoneStruct']) expect(symbols.symbol(name), name).toBe(specimen.id(name));
      expect(symbols.symbolIn(/libm[.-]/, 'no_such_function')).toBeUndefined();
      expect(symbols.symbolIn(/no-such-library/, 'sin')).toBeUndefined();
    } finally {
      await specimen.stop();
    }
  });
});
