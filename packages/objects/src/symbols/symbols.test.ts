// The parts of symbol look-up that need no process.
import { describe, expect, it } from 'vitest';
import { ProcessGone, UnsupportedPython } from '../errors';
import { RemoteMemory } from '../memory';
import { PythonProcess } from '../process';
import { ElfSymbols } from './elf-symbols';
import { parseMappings, readMappings } from './maps';
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
