// Prints the machine code and the layout as a Python module: the text of `_machine_code.py`. Knows only what it prints.

import { INSTANCE, LONGEST_TUPLE, PLACE, python, SHAPE, SHAPE_SLOTS, WORD_KINDS } from './layout';
import { machineCode } from './machine-code';

const { PyMemberDescrObject, PyMemberDef, PyTypeObject, PyWrapperDescrObject } = python;

/** The Python module. */
export function pythonModule(): string {
  const { bytes, entries, symbols, objects } = machineCode();
  const constants = {
    INSTANCE_DATA: INSTANCE.data,
    INSTANCE_WEAK_REFERENCES: INSTANCE.weakReferences,
    INSTANCE_SIZE: INSTANCE.size,
    KIND_OBJECT: WORD_KINDS.object,
    KIND_INT: WORD_KINDS.int,
    KIND_FLOAT: WORD_KINDS.float,
    KIND_SHAPE: WORD_KINDS.shape,
    PLACE_OFFSET_BITS: PLACE.offsetBits,
    PLACE_OFFSET_MASK: PLACE.offsetMask,
    LONGEST_TUPLE,
    TP_BASICSIZE: PyTypeObject.tp_basicsize,
    TP_DEALLOC: PyTypeObject.tp_dealloc,
    TP_TRAVERSE: PyTypeObject.tp_traverse,
    TP_CLEAR: PyTypeObject.tp_clear,
    TP_GETATTRO: PyTypeObject.tp_getattro,
    TP_SETATTRO: PyTypeObject.tp_setattro,
    TP_FREE: PyTypeObject.tp_free,
    D_MEMBER: PyMemberDescrObject.d_member,
    MEMBER_OFFSET: PyMemberDef.offset,
    D_BASE: PyWrapperDescrObject.d_base,
  };
  const offsets = Object.values(SHAPE);
  const lines = [
    '# Generated from packages/compact/src by `npm run generate -w packages/compact`. Do not edit.',
    ...Object.entries(constants).map(([name, value]) => `${name} = ${value}`),
    `SHAPE_OFFSETS = {${SHAPE_SLOTS.map((name, index) => `'${name}': ${offsets[index]}`).join(', ')}}`,
    '# The first words of the code: addresses of these symbols, then of these objects.',
    `SYMBOLS = (\n${symbols.map((name) => `    '${name}',\n`).join('')})`,
    `OBJECTS = (${objects.map((name) => `'${name}'`).join(', ')})`,
    `ENTRIES = {${Object.entries(entries).map(([name, offset]) => `'${name}': ${offset}`).join(', ')}}`,
    '# x86-64, CPython 3.11; runs at any address.',
    `CODE = bytes.fromhex(\n${(Buffer.from(bytes).toString('hex').match(/.{1,120}/g) as string[]).map((line) => `    '${line}'\n`).join('')})`,
  ];
  return `${lines.join('\n')}\n`;
}
