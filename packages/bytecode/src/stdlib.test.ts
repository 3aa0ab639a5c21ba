// Files of the real standard library: everything this package says about them against what the real interpreter says.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeFlags, slotKinds, type CodeObject } from './codeObject';
import { blockAt, controlFlow } from './controlFlow';
import { disassemble } from './disassemble';
import { decodeExceptionTable } from './exceptionTable';
import { decode } from './instruction';
import { liveness } from './liveness';
import { decodeLocationTable, positionsPerUnit } from './locationTable';
import { findLoops, irreducibleEdges } from './loops';
import { readMarshal } from './marshal';
import { allCode, readPyc } from './pyc';
import { stackDepths } from './stackDepth';
import { dump, findPython } from './testing/python';
import { python311 } from './versions/3.11';

interface Description {
  qualname: string; name: string; filename: string; stackSize: number; flags: number; counts: number[];
  instructions: [offset: number, opcode: string, argument: number | null, target: number | null, isTarget: boolean][];
  positions: (number | null)[][]; exceptions: [number, number, number, number, boolean][]; variables: string[][];
  constants: (string | null)[];
}
interface File { file: string; size: number; pyc: string; codes: Description[] }

const python = findPython();
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const everything = fileURLToPath(new URL('./testing/everything.py', import.meta.url));
const named = (code: CodeObject, kind: number) => code.localsPlusNames.filter((_, slot) => (code.localsPlusKinds[slot] & kind) !== 0);

describe.skipIf(!python)('the standard library', () => {
  const files = python ? dump<File[]>(python, 'stdlib', '30', '60000', everything) : [];
  const pairs = files.flatMap((file) => {
    const codes = allCode(readPyc(bytes(file.pyc)).code);
    return file.codes.map((real, index) => ({ real, code: codes[index], where: `${file.file} ${real.qualname}` }));
  });

  it('is read from .pyc files', () => {
    expect(files.length).toBeGreaterThan(20);
    const file = readPyc(bytes(files[0].pyc));
    expect(file).toMatchObject({ magic: 3495, version: python311, flags: 0, sourceTime: 1234567, sourceSize: files[0].size, sourceHash: undefined });
    for (const { real, code, where } of pairs) {
      expect([code.qualname, code.name, code.filename, code.stackSize, code.flags], where).toEqual([real.qualname, real.name, real.filename, real.stackSize, real.flags]);
      expect([code.argumentCount, code.positionalOnlyCount, code.keywordOnlyCount, code.nlocals, code.ncellvars, code.nfreevars, code.firstLine], where).toEqual(real.counts);
      expect([named(code, slotKinds.LOCAL), named(code, slotKinds.CELL), named(code, slotKinds.FREE), code.names], where).toEqual(real.variables);
      const simple = code.constants.map((value) => (typeof value === 'bigint' ? String(value) : value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : null));
      for (const [index, text] of real.constants.entries()) if (text !== null && text !== 'Ellipsis') expect(simple[index], where).toBe(text);
    }
  });

  it('decodes as dis decodes it', () => {
    for (const { real, code, where } of pairs) {
      const ours = decode(python311, code.code);
      expect(ours.map((i) => [i.offset, i.specialized, i.info.hasArgument ? i.argument : null, i.jumpTarget ?? null]), where)
        .toEqual(real.instructions.map(([offset, opcode, argument, target]) => [offset, opcode, argument, target]));
    }
  });

  it('has the positions and exception entries that the interpreter gives', () => {
    for (const { real, code, where } of pairs) {
      const positions = positionsPerUnit(decodeLocationTable(code.lineTable, code.firstLine));
      expect(positions.map((p) => [p.line, p.endLine, p.column, p.endColumn]), where).toEqual(real.positions);
      expect(decodeExceptionTable(code.exceptionTable).map((e) => [e.start, e.end, e.target, e.depth, e.lasti]), where).toEqual(real.exceptions);
    }
  });

  it('has consistent blocks, loops and liveness', () => {
    for (const { real, code, where } of pairs) {
      const instructions = decode(python311, code.code);
      const graph = controlFlow(instructions, decodeExceptionTable(code.exceptionTable));
      expect(graph.blocks[0].start, where).toBe(0);
      for (const [index, block] of graph.blocks.entries()) expect(block.end, where).toBe(graph.blocks[index + 1]?.start ?? code.code.length);
      for (const instruction of instructions) if (instruction.jumpTarget !== undefined) expect(blockAt(graph, instruction.jumpTarget)!.start, where).toBe(instruction.jumpTarget);
      expect(irreducibleEdges(graph), where).toEqual([]);
      for (const loop of findLoops(graph)) for (const block of loop.blocks) expect(graph.immediateDominators[block], where).not.toBe(-1);
      // Whatever is live at the entry is an argument, a cell or a free variable, or the code may fail with UnboundLocalError.
      const arguments_ = code.argumentCount + code.keywordOnlyCount + ((code.flags & codeFlags.VARARGS) ? 1 : 0) + ((code.flags & codeFlags.VARKEYWORDS) ? 1 : 0);
      const live = liveness(graph, code.localsPlusNames.length);
      for (const slot of live.liveSlots(0)) if (slot >= arguments_) unboundAtEntry.push(`${where} ${code.localsPlusNames[slot]}`);
      expect(disassemble(code, { caches: true, handlers: true }).split('\n').length, where).toBeGreaterThan(real.instructions.length);
    }
    // Conditionally assigned variables are rare; liveness that leaked would show as hundreds.
    expect(unboundAtEntry.length).toBeLessThan(pairs.length / 5);
  });
  const unboundAtEntry: string[] = [];

  it('fits the stack size that the compiler computed', () => {
    let exact = 0;
    let total = 0;
    for (const file of dump<{ file: string; marshal: string }[]>(python!, 'stacks', process.env.PSYCO_TEST_STEP ?? '25')) {
      for (const code of allCode(readMarshal(bytes(file.marshal), python311) as CodeObject)) {
        const instructions = decode(python311, code.code);
        const { maximum, before } = stackDepths(instructions, decodeExceptionTable(code.exceptionTable));
        expect(maximum, `${file.file} ${code.qualname}`).toBeLessThanOrEqual(code.stackSize);
        const wrong = instructions.find((i) => i.opcode === 'RETURN_VALUE' && before[i.index] !== -1 && before[i.index] !== 1);
        if (wrong) expect(before[wrong.index], `${file.file} ${code.qualname} return at ${wrong.offset}`).toBe(1);
        exact += maximum === code.stackSize ? 1 : 0;
        total++;
      }
    }
    expect(total).toBeGreaterThan(500);
    expect(exact / total).toBeGreaterThan(0.5);
  });
});
