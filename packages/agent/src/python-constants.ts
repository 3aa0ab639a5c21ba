// Prints the wire table as a Python module: the text of `python/_psyco_wire.py`. Knows only wire.ts.
import {
  AGENT_FAILURES, CODE_REGION_NAME, COMPILER_STATES, DATA_REGION_NAME, FLAGS, HEADER_FIELDS, HEADER_SIZE, MODES, REQUEST_CAPACITY, REQUEST_ENTRY_SIZE, REQUESTS, WIRE_MAGIC,
  WIRE_VERSION,
} from './wire';

const constant = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** The Python module that mirrors the wire table. */
export function pythonConstants(): string {
  const lines = [
    '# Generated from packages/agent/src/wire.ts by `npm run generate -w packages/agent`. Do not edit.',
    `WIRE_VERSION = ${WIRE_VERSION}`,
    `WIRE_MAGIC = 0x${WIRE_MAGIC.toString(16)}`,
    `HEADER_SIZE = ${HEADER_SIZE}`,
    `CODE_REGION_NAME = '${CODE_REGION_NAME}'`,
    `DATA_REGION_NAME = '${DATA_REGION_NAME}'`,
    `REQUEST_CAPACITY = ${REQUEST_CAPACITY}`,
    `REQUEST_ENTRY_SIZE = ${REQUEST_ENTRY_SIZE}`,
    ...Object.entries(MODES).map(([name, value]) => `MODE_${constant(name)} = ${value}`),
    ...Object.entries(FLAGS).map(([name, value]) => `FLAG_${constant(name)} = ${value}`),
    ...Object.entries(REQUESTS).map(([name, { code }]) => `REQUEST_${constant(name)} = ${code}`),
    ...Object.entries(COMPILER_STATES).map(([name, value]) => `COMPILER_${constant(name)} = ${value}`),
    ...Object.entries(AGENT_FAILURES).map(([name, { code }]) => `FAILURE_${constant(name)} = ${code}`),
    `FAILURE_TEXTS = (\n${Object.values(AGENT_FAILURES).map(({ explanation }) => `    '${explanation}',\n`).join('')})`,
    ...HEADER_FIELDS.map(({ name, offset, comment }) => `OFFSET_${constant(name)} = 0x${offset.toString(16).padStart(3, '0')}  # ${comment}`),
  ];
  return `${lines.join('\n')}\n`;
}
