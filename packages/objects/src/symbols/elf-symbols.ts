// Absolute addresses of exported symbols in another process: the interpreter's, and those of libm, libc and others.
import { BadAddress, UnknownSymbol, UnsupportedPython } from '../errors';
import type { RemoteMemory } from '../memory';
import { ElfModule } from './elf-module';
import { readMappings, type Mapping } from './maps';

/** Every CPython exports it, and nothing else does. */
const MARKER = '_PyRuntime';

/**
 * Exported symbols of a process.
 *
 * @example
 * const symbols = new ElfSymbols(memory);
 * symbols.symbol('PyFloat_Type');
 * symbols.symbolIn(/libm[.-]/, 'pow');
 */
export class ElfSymbols {
  readonly #memory: RemoteMemory;
  readonly #modules = new Map<number, ElfModule | undefined>();
  readonly #known = new Map<string, number | undefined>();
  /** The executable or library that holds the interpreter. */
  readonly interpreter: ElfModule;

  constructor(memory: RemoteMemory) {
    this.#memory = memory;
    const images = this.#images();
    // The executable comes first and libpython next: other libraries are looked at only where Python is embedded in some other way.
    const order = [...images.slice(0, 1), ...images.filter((image) => image.path.includes('libpython')), ...images.slice(1)];
    const found = order.map((image) => this.#module(image)).find((module) => module?.symbol(MARKER) !== undefined);
    if (found === undefined) throw new UnsupportedPython(`process ${memory.pid} is not CPython: nothing mapped in it exports ${MARKER}`);
    this.interpreter = found;
  }

  /** The absolute address of a symbol of the interpreter, or undefined. */
  find(name: string): number | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.interpreter.symbol(name)?.address);
    return this.#known.get(name);
  }

  /** The absolute address of a symbol of the interpreter; throws UnknownSymbol. */
  symbol(name: string): number {
    const address = this.find(name);
    if (address === undefined) throw new UnknownSymbol(name, this.interpreter.path);
    return address;
  }

  /**
   * The address of a symbol in the first mapped file whose name matches, or undefined. Functions that the dynamic linker chooses by
   * processor (such as `sin` and `pow` of libm) are given as the interpreter, or else any other module, calls them.
   */
  symbolIn(file: RegExp, name: string): number | undefined {
    const key = `${file} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const images = this.#images();
    for (const image of images) {
      if (!file.test(image.path)) continue;
      const symbol = this.#module(image)?.symbol(name);
      if (symbol === undefined) continue;
      // A stub of the importer may be what is found before the first call; it works, but is not worth keeping.
      if (symbol.indirect) return this.#imported(name, images);
      this.#known.set(key, symbol.address);
      return symbol.address;
    }
    return undefined;
  }

  #imported(name: string, images: readonly Mapping[]): number | undefined {
    for (const module of [this.interpreter, ...images.map((image) => this.#module(image))]) {
      const address = module?.imported(name);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  /** The mapped files' first pages, in order of addresses, the executable first. Read anew: libraries are loaded while programs run. */
  #images(): Mapping[] {
    const images = readMappings(this.#memory.pid).filter((mapping) => mapping.fileOffset === 0 && mapping.inode !== 0 && mapping.permissions[0] === 'r');
    const seen = new Set<string>();
    return images.filter((image) => !seen.has(image.path) && seen.add(image.path));
  }

  #module(image: Mapping): ElfModule | undefined {
    if (!this.#modules.has(image.start)) {
      try {
        this.#modules.set(image.start, new ElfModule(this.#memory, image.start, image.path));
      } catch (error) {
        if (!(error instanceof BadAddress)) throw error;
        this.#modules.set(image.start, undefined);
      }
    }
    return this.#modules.get(image.start);
  }
}
