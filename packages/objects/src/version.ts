// Which CPython a process runs: version, debug build or not; and the layout that goes with it.
import { UnsupportedPython } from './errors';
import { LAYOUTS } from './layouts';
import type { Layout } from './layouts/layout';
import type { RemoteMemory } from './memory';
import type { ElfSymbols } from './symbols/elf-symbols';
import { attempt, hasFlag, typeFlags, type Target } from './target';

/** The version of a running CPython. */
export interface PythonVersion {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** As in sys.hexversion. */
  readonly hex: number;
  /** Built with Py_DEBUG. */
  readonly debug: boolean;
}

/** Reads the version out of the process; throws UnsupportedPython for one before 3.11 or without the GIL. */
export function readVersion(memory: RemoteMemory, symbols: ElfSymbols): PythonVersion {
  const address = symbols.find('Py_Version');
  if (address === undefined) throw new UnsupportedPython('this CPython is older than 3.11: run the program with a newer one');
  // Objects/object.c, _Py_MergeZeroLocalRefcount() exists only where Py_GIL_DISABLED is defined.
  if (symbols.find('_Py_MergeZeroLocalRefcount') !== undefined) throw new UnsupportedPython('this CPython is built without the GIL: use an ordinary build');
  const hexadecimal = memory.u32(address);
  return {
    major: hexadecimal >>> 24,
    minor: (hexadecimal >>> 16) & 255,
    micro: (hexadecimal >>> 8) & 255,
    hex: hexadecimal,
    // Include/object.h: _Py_NegativeRefcount() is exported only where Py_REF_DEBUG is defined, which Py_DEBUG does.
    debug: symbols.find('_Py_NegativeRefcount') !== undefined,
  };
}

/** The layout for a version; throws UnsupportedPython, naming the versions that there are. */
export function layoutFor(version: PythonVersion): Layout {
  const name = `${version.major}.${version.minor}${version.debug ? '-debug' : ''}`;
  const layout = LAYOUTS[name];
  if (layout === undefined) throw new UnsupportedPython(`CPython ${name} is not supported: there are layouts for ${Object.keys(LAYOUTS).join(', ')} only`);
  return layout;
}

/**
 * Compares the layout with the running process: the links between runtime, interpreter, thread and dicts must hold. Structs of
 * the runtime may change in a patch release; rather than read nonsense then, this throws UnsupportedPython.
 */
export function checkLayout(target: Target): void {
  const { memory, layout, symbols, version } = target;
  const { _PyRuntimeState: runtime, PyInterpreterState: interpreter, PyThreadState: thread, PyObject: object, constants } = layout;
  const isDict = (address: number): boolean => hasFlag(typeFlags(target, memory.ptr(address + object.ob_type)), constants.Py_TPFLAGS_DICT_SUBCLASS);
  const holds = attempt(() => {
    const start = symbols.symbol('_PyRuntime');
    const main = memory.ptr(start + runtime.interpreters_main);
    const first = memory.ptr(main + interpreter.threads_head);
    const dicts = [interpreter.sysdict, interpreter.builtins, interpreter.modules].map((offset) => memory.ptr(main + offset));
    const type = symbols.symbol('PyType_Type');
    return (
      memory.ptr(main + interpreter.runtime) === start &&
      memory.ptr(first + thread.interp) === main &&
      dicts.every(isDict) &&
      memory.ptr(type + object.ob_type) === type &&
      memory.ptr(type + layout.PyTypeObject.tp_basicsize) >= layout.PyHeapTypeObject.sizeof
    );
  });
  if (holds) return;
  throw new UnsupportedPython(
    `CPython ${version.major}.${version.minor}.${version.micro} in process ${memory.pid} is not laid out like ${layout.measured}: ` +
      'it is still starting, or it is a build that this package does not know',
  );
}
