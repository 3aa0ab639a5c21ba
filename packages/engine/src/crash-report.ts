// The report of a crash in compiled code: everything that is needed to find out why, and how to go on without the function.
// Knows the crash record, the units and the regions; the process is dead.
import type { Crash } from './crash-record';
import { commandWithout } from './crash-command';
import type { SessionOptions } from './target';
import type { CompiledUnit } from './unit';

/** Bytes of code shown before and after the instruction. */
const BEFORE = 96;
const AFTER = 64;
/** Return addresses and exits that are shown at most. */
const MOST_CALLERS = 20;
const MOST_EXITS = 20;

export interface CrashReportOptions {
  readonly crash: Crash;
  readonly units: readonly CompiledUnit[];
  /** How often an exit of a unit was taken. */
  readonly exitCount: (unit: CompiledUnit, index: number) => number;
  readonly readCode: (address: number, size: number) => Uint8Array;
  /** The end of the runtime's own code, which begins the code region, and of the region. */
  readonly region: { readonly start: number; readonly runtimeEnd: number; readonly end: number };
  /** Undefined if there is no disassembler. */
  readonly disassemble: ((bytes: Uint8Array, address: number) => readonly { readonly address: number; readonly text: string }[]) | undefined;
  /** Names and versions of everything concerned. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command line of the Python process, and where it was started. */
  readonly program: readonly string[];
  readonly directory: string;
  readonly options: SessionOptions;
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** The unit in whose code an address is. */
function unitAt(units: readonly CompiledUnit[], address: number): CompiledUnit | undefined {
  return units.find(({ start, codeBytes }) => address >= start && address < start + codeBytes);
}

const titleOf = ({ code, kind, offset, key }: CompiledUnit): string =>
  `${code.qualname} (${code.filename}:${code.firstLine}), ${kind === 'loop' ? `the loop at bytecode offset ${offset}` : kind === 'native' ? 'called directly' : 'the whole function'}, unit ${key}`;

/** Where an address in a unit belongs, as a text; and the name of the function, which may be an inlined one. */
function placeAt(unit: CompiledUnit, address: number): { text: string; name: string } {
  const place = unit.map.find(address - unit.start);
  if (place === undefined) return { text: 'the prologue', name: unit.code.qualname };
  if (place.code === null) return { text: `block b${place.block}`, name: unit.code.qualname };
  const { code, offset } = place;
  const inlined = code.address === unit.code.address ? '' : `, inlined: ${code.qualname}`;
  return { text: `bytecode offset ${offset}, line ${code.lineAt(offset)} of ${code.filename}, block b${place.block}${inlined}`, name: code.qualname };
}

/** Return addresses on the stack that lie in units: what was running, the innermost first. Old ones may be among them. */
function callers({ crash, units }: CrashReportOptions): string[] {
  const found: string[] = [];
  for (const word of crash.stack) {
    const address = Number(word);
    const unit = unitAt(units, address);
    if (unit !== undefined) found.push(`  ${hex(address)}  ${unit.code.qualname}, ${placeAt(unit, address - 1).text}`);
  }
  return found.slice(0, MOST_CALLERS);
}

function exits(unit: CompiledUnit, exitCount: CrashReportOptions['exitCount']): string[] {
  const taken = unit.sites.map((site, index) => ({ site, count: exitCount(unit, index) })).filter(({ count }) => count > 0);
  if (taken.length === 0) return ['  none was taken'];
  return taken.sort((a, b) => b.count - a.count).slice(0, MOST_EXITS).map(({ site, count }) => `  ${String(count).padStart(9)}  ${site.reason} at bytecode offset ${site.offset}`);
}

/** Instructions around the fault. */
function listing({ crash, readCode, disassemble }: CrashReportOptions, start: number, end: number): string[] {
  if (disassemble === undefined) return ['  the disassembler could not be loaded'];
  const from = Math.max(start, crash.instruction - BEFORE);
  // Instructions have no marks: decode from the start of the unit, show what is near.
  const bytes = readCode(start, Math.min(end, crash.instruction + AFTER) - start);
  const near = disassemble(bytes, start).filter(({ address }) => address >= from);
  return near.map(({ address, text }) => `${address === crash.instruction ? '=>' : '  '} ${hex(address)}  ${text}`);
}

function bytesAround({ crash, readCode }: CrashReportOptions, start: number, end: number): string {
  const first = Math.max(start, crash.instruction - 16);
  const last = Math.min(end, crash.instruction + 16);
  const text = (from: number, to: number): string => Buffer.from(readCode(from, to - from)).toString('hex').replace(/..(?=.)/g, '$& ');
  return `${text(first, crash.instruction)} > ${text(crash.instruction, last)}`;
}

function where(options: CrashReportOptions, unit: CompiledUnit | undefined): string[] {
  const { crash, region } = options;
  if (unit !== undefined) {
    return [
      `Function:  ${titleOf(unit)}`,
      `Place:     ${placeAt(unit, crash.instruction).text}`,
      `Code:      ${hex(unit.start)}, ${unit.codeBytes} bytes; the fault is at +${hex(crash.instruction - unit.start)}`,
      '', 'Exits taken in this unit:', ...exits(unit, options.exitCount),
    ];
  }
  if (crash.inCode) return [`Place:     ${crash.instruction < region.runtimeEnd ? "psyco's own runtime, entered from the compiled code below" : 'code that belongs to no unit'}`];
  return ['Place:     outside of compiled code, in something that compiled code called. It may have been wrong by itself: see whether', '           the program crashes with PSYCO_DISABLE=1, too.'];
}

/** The report; undefined if compiled code had nothing to do with the crash. */
export function crashReport(options: CrashReportOptions): string | undefined {
  const { crash, units, region } = options;
  const unit = unitAt(units, crash.instruction);
  const below = callers(options);
  if (!crash.inCode && below.length === 0) return undefined;
  const suspects = unit !== undefined ? [unit] : crash.stack.map((word) => unitAt(units, Number(word))).filter((one) => one !== undefined).slice(0, 1);
  const names = new Set(suspects.flatMap((one) => [one.code.qualname, ...(one === unit ? [placeAt(one, crash.instruction).name] : [])]));
  const start = unit?.start ?? region.start;
  const end = unit === undefined ? region.runtimeEnd : unit.start + unit.codeBytes;
  return [
    'Psyco crash report',
    '',
    `Signal:    ${crash.signal} at instruction ${hex(crash.instruction)}, address ${hex(crash.faultAddress)}`,
    ...where(options, unit),
    '', 'Compiled code on the stack, innermost first (some may be left over):', ...(below.length > 0 ? below : ['  none']),
    ...(crash.inCode && crash.instruction < end ? ['', `Bytes:     ${bytesAround(options, start, end)}`, '', 'Instructions:', ...listing(options, start, end)] : []),
    '', 'Registers:', ...crash.registers.map(({ name, value }) => `  ${name.padEnd(6)} ${hex(value)}`),
    '', `Stack at ${hex(crash.stackPointer)}:`, ...crash.stack.slice(0, 16).map((word, index) => `  +${(8 * index).toString(16).padStart(2, '0')}  ${hex(word)}`),
    '', 'Versions:', ...Object.entries(options.versions).map(([name, version]) => `  ${name}: ${version}`),
    '', ...(names.size > 0 ? ['The program without the compiled code of this function:', `  cd ${options.directory}`, `  ${commandWithout([...names], options.program, options.options)}`] : []),
    '',
  ].join('\n');
}
