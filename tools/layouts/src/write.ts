// Turns measurements into the TypeScript files of @psyco/objects: one per build, and the interface that they all have.
import { CONSTANTS } from './constants';
import type { Measurement } from './measure';
import { includes, type VersionNumber, type VersionRange } from './specification';
import { STRUCTS } from './structs';

const NOTICE = '// Generated from the headers of CPython by tools/layouts (`npm run generate`): do not edit.';

/** File name without its ending: `3.11`, `3.11-debug`. */
export function layoutName(measurement: Measurement): string {
  return `${measurement.major}.${measurement.minor}${measurement.debug ? '-debug' : ''}`;
}

/** The file of one build. */
export function layoutFile(measurement: Measurement): string {
  const structs = [...measurement.structs];
  const line = (name: string, entries: [string, number][]): string => `  ${name}: { ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} },`;
  return `${NOTICE}
import type { Layout } from './layout';

/** CPython ${measurement.major}.${measurement.minor}${measurement.debug ? ', debug build' : ''}; measured with ${measurement.major}.${measurement.minor}.${measurement.micro}. */
export const layout: Layout = {
  version: '${measurement.major}.${measurement.minor}',
  debug: ${measurement.debug},
  measured: '${measurement.major}.${measurement.minor}.${measurement.micro}',
${structs.map(([name, { size, fields }]) => line(name, [['sizeof', size], ...[...fields].map(([key, { offset }]): [string, number] => [key, offset])])).join('\n')}
${line('constants', [...measurement.constants])}
  widths: {
${structs.map(([name, { fields }]) => `  ${line(name, [...fields].map(([key, { size }]): [string, number] => [key, size]))}`).join('\n')}
  },
};
`;
}

/** The interface: a member that some version lacks may be undefined. */
export function layoutInterface(versions: readonly VersionNumber[]): string {
  const covers = (ranges: readonly VersionRange[], version: VersionNumber): boolean => ranges.some((range) => includes(range, version));
  const always = (ranges: readonly VersionRange[]): boolean => versions.every((version) => covers(ranges, version));
  const byKey = <T extends { versions: VersionRange }>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
    const groups = new Map<string, T[]>();
    for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
    return groups;
  };
  const member = (key: string, present: boolean): string => (present ? `${key}: number` : `${key}?: number`);
  const structs = [...byKey(STRUCTS, (struct) => struct.name)].map(([name, variants]) => {
    const all = variants.flatMap((variant) => variant.fields.map((field) => ({ ...field, versions: intersect(field.versions, variant.versions) })));
    // A field is optional only if the struct exists in some version without it.
    const ranges = variants.map((variant) => variant.versions);
    const withStruct = versions.filter((version) => covers(ranges, version));
    const keys = [...byKey(all, (field) => field.key)].map(([key, fields]) => {
      const present = fields.map((field) => field.versions);
      return member(key, withStruct.every((version) => covers(present, version)));
    });
    return `  readonly ${name}${always(ranges) ? '' : '?'}: Readonly<{ sizeof: number; ${keys.join('; ')} }>;`;
  });
  const constants = [...byKey(CONSTANTS, (constant) => constant.key)].map(([key, items]) => member(key, always(items.map((item) => item.versions))));
  return `${NOTICE}

/**
 * Where CPython keeps what: for each struct its size and the byte offset of each field, under their names in C. Fields that moved
 * between structs or were renamed have one name for all versions.
 */
export interface Layout {
  /** Major and minor version: '3.11'. */
  readonly version: string;
  /** A build with Py_DEBUG. */
  readonly debug: boolean;
  /** The exact version whose headers were measured. */
  readonly measured: string;
${structs.join('\n')}
  readonly constants: Readonly<{ ${constants.join('; ')} }>;
  /** Sizes of the fields in bytes; 0 for a flexible array. */
  readonly widths: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
`;
}

function intersect(a: VersionRange, b: VersionRange): VersionRange {
  return { least: Math.max(a.least, b.least), most: Math.min(a.most, b.most) };
}

/** The table of all layouts. */
export function layoutIndex(names: readonly string[]): string {
  const identifier = (name: string): string => `layout${name.replace('.', '').replace('-debug', 'Debug')}`;
  return `${NOTICE}
import type { Layout } from './layout';
${names.map((name) => `import { layout as ${identifier(name)} } from './${name}';`).join('\n')}

/** Every layout, by '3.11' or '3.11-debug'. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
${names.map((name) => `  '${name}': ${identifier(name)},`).join('\n')}
};
`;
}
