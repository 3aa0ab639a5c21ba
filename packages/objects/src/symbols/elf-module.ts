// One executable or shared library as the dynamic linker left it in another process's memory. Nothing is read from the file: the
// dynamic section, hash tables and symbols are mapped, so deleted files, containers and chroots make no difference, and a
// look-up through the hash table touches a handful of cached pages instead of thousands of symbols.
import { BadAddress } from '../errors';
import type { RemoteMemory } from '../memory';
import { gnuHash, sysvHash } from './symbol-hash';

/** A defined dynamic symbol. */
export interface ElfSymbol {
  readonly address: number;
  readonly size: number;
  /** STT_GNU_IFUNC: the address is that of a resolver, which returns the function's address. */
  readonly indirect: boolean;
}

// Numbers from the System V ABI (gABI) and <elf.h>.
const MAGIC = 0x464c457f;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const ET_EXEC = 2;
const DT = { NULL: 0, PLTRELSZ: 2, HASH: 4, STRTAB: 5, SYMTAB: 6, RELA: 7, RELASZ: 8, STRSZ: 10, JMPREL: 23, GNU_HASH: 0x6ffffef5, VERSYM: 0x6ffffff0 };
const SYMBOL_SIZE = 24;
const RELOCATION_SIZE = 24;
const STT_GNU_IFUNC = 10;
const STT_TLS = 6;
const R_X86_64_GLOB_DAT = 6;
const R_X86_64_JUMP_SLOT = 7;
const HIDDEN_VERSION = 0x8000;
const MOST_CHAIN = 100_000;

/** A mapped ELF file. */
export class ElfModule {
  readonly #memory: RemoteMemory;
  /** What is added to addresses in the file: 0 for an executable that is not position independent. */
  readonly bias: number;
  readonly #dynamic = new Map<number, number>();
  #imports: Map<string, number> | undefined;

  /**
   * @param base where the start of the file is mapped
   * @throws BadAddress if that is no ELF file
   */
  constructor(memory: RemoteMemory, readonly base: number, readonly path: string) {
    this.#memory = memory;
    if (memory.u32(base) !== MAGIC || memory.u8(base + 4) !== 2) throw new BadAddress(base, 64);
    const headers = base + memory.ptr(base + 32);
    const headerSize = memory.u16(base + 54);
    const headerCount = memory.u16(base + 56);
    let firstLoad: number | undefined;
    let dynamicAddress = 0;
    let dynamicSize = 0;
    for (let index = 0; index < headerCount; index++) {
      const header = headers + index * headerSize;
      const type = memory.u32(header);
      if (type === PT_LOAD) firstLoad ??= memory.ptr(header + 16) - memory.ptr(header + 8);
      else if (type === PT_DYNAMIC) [dynamicAddress, dynamicSize] = [memory.ptr(header + 16), memory.ptr(header + 40)];
    }
    this.bias = memory.u16(base + 16) === ET_EXEC ? 0 : base - (firstLoad ?? 0);
    for (let entry = this.bias + dynamicAddress, end = entry + dynamicSize; entry < end; entry += 16) {
      const tag = memory.ptr(entry);
      if (tag === DT.NULL) break;
      if (!this.#dynamic.has(tag)) this.#dynamic.set(tag, memory.ptr(entry + 8));
    }
  }

  /** The symbol if this module defines and exports it, in its default version. */
  symbol(name: string): ElfSymbol | undefined {
    const index = this.#dynamic.has(DT.GNU_HASH) ? this.#findByGnuHash(name) : this.#dynamic.has(DT.HASH) ? this.#findBySysvHash(name) : 0;
    if (index === 0) return undefined;
    const symbol = this.#pointer(DT.SYMTAB) + index * SYMBOL_SIZE;
    const memory = this.#memory;
    const type = memory.u8(symbol + 4) & 15;
    if (type === STT_TLS) return undefined;
    return { address: this.bias + memory.ptr(symbol + 8), size: memory.ptr(symbol + 16), indirect: type === STT_GNU_IFUNC };
  }

  /**
   * What this module calls when it calls an imported function: the present content of its slot in the global offset table.
   * It can be called in any case: before the first call it is the stub that has the dynamic linker find the function.
   */
  imported(name: string): number | undefined {
    this.#imports ??= this.#readImports();
    const slot = this.#imports.get(name);
    return slot === undefined ? undefined : this.#memory.ptr(slot) || undefined;
  }

  /** The dynamic linker of glibc relocates pointers in the dynamic section, that of musl does not. */
  #pointer(tag: number): number {
    const value = this.#dynamic.get(tag) ?? 0;
    return value < this.bias ? value + this.bias : value;
  }

  #name(symbol: number): string {
    return this.#memory.cString(this.#pointer(DT.STRTAB) + this.#memory.u32(symbol));
  }

  /** Defined here (not imported), of the default version, and called so. */
  #matches(index: number, name: string): boolean {
    const symbol = this.#pointer(DT.SYMTAB) + index * SYMBOL_SIZE;
    if (this.#memory.u16(symbol + 6) === 0) return false;
    if (this.#dynamic.has(DT.VERSYM) && (this.#memory.u16(this.#pointer(DT.VERSYM) + index * 2) & HIDDEN_VERSION) !== 0) return false;
    return this.#name(symbol) === name;
  }

  // The format of DT_GNU_HASH: https://sourceware.org/gnu-gabi/program-loading-and-dynamic-linking.txt
  #findByGnuHash(name: string): number {
    const memory = this.#memory;
    const table = this.#pointer(DT.GNU_HASH);
    const bucketCount = memory.u32(table);
    const firstIndex = memory.u32(table + 4);
    const buckets = table + 16 + memory.u32(table + 8) * 8;
    const chain = buckets + bucketCount * 4;
    const hash = gnuHash(name);
    let index = memory.u32(buckets + (hash % bucketCount) * 4);
    if (index < firstIndex) return 0;
    for (let count = 0; count < MOST_CHAIN; count++, index++) {
      const entry = memory.u32(chain + (index - firstIndex) * 4);
      if ((entry | 1) === (hash | 1) && this.#matches(index, name)) return index;
      if ((entry & 1) === 1) return 0;
    }
    return 0;
  }

  #findBySysvHash(name: string): number {
    const memory = this.#memory;
    const table = this.#pointer(DT.HASH);
    const bucketCount = memory.u32(table);
    let index = memory.u32(table + 8 + (sysvHash(name) % bucketCount) * 4);
    for (let count = 0; index !== 0 && count < MOST_CHAIN; count++) {
      if (this.#matches(index, name)) return index;
      index = memory.u32(table + 8 + (bucketCount + index) * 4);
    }
    return 0;
  }

  #readImports(): Map<string, number> {
    const memory = this.#memory;
    const slots = new Map<string, number>();
    const tables = [
      [DT.JMPREL, DT.PLTRELSZ],
      [DT.RELA, DT.RELASZ],
    ] as const;
    for (const [table, size] of tables) {
      if (!this.#dynamic.has(table)) continue;
      const start = this.#pointer(table);
      for (let entry = start, end = start + (this.#dynamic.get(size) ?? 0); entry < end; entry += RELOCATION_SIZE) {
        const type = memory.u32(entry + 8);
        if (type !== R_X86_64_JUMP_SLOT && type !== R_X86_64_GLOB_DAT) continue;
        const name = this.#name(this.#pointer(DT.SYMTAB) + memory.u32(entry + 12) * SYMBOL_SIZE);
        if (!slots.has(name)) slots.set(name, this.bias + memory.ptr(entry));
      }
    }
    return slots;
  }
}
