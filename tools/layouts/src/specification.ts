// How a struct is declared for the generator, and the little language its field lists are written in.

/** A version of CPython as far as layouts differ: 311 is 3.11. */
export type VersionNumber = number;

/** One field: the key it has in the layout, where it is in C, and the versions that have it. */
export interface FieldSpecification {
  readonly key: string;
  readonly path: string;
  /** A flexible array member: it has an offset but no size. */
  readonly flexible: boolean;
  readonly versions: VersionRange;
}

/** From `least` to `most`, both included. */
export interface VersionRange {
  readonly least: VersionNumber;
  readonly most: VersionNumber;
}

/** A struct that CPython declares in a header, or privately in a C file. */
export interface StructSpecification {
  /** Name in the layout. */
  readonly name: string;
  /** The C type, if it is not `name`. */
  readonly type?: string;
  readonly fields: readonly FieldSpecification[];
  readonly versions: VersionRange;
  /** For a struct that no header has: its declaration, repeated here, and the C file that it was read in. */
  readonly private?: { readonly declaration: string; readonly source: string; readonly versions: VersionRange };
}

const EVERY: VersionRange = { least: 0, most: Infinity };

/** Reads '3.11', '>=3.12', '<=3.12', '3.11-3.12' or nothing. */
export function parseRange(text: string | undefined): VersionRange {
  if (text === undefined || text === '') return EVERY;
  const numbers = [...text.matchAll(/3\.(\d+)/g)].map((match) => 300 + Number(match[1]));
  if (text.startsWith('>=')) return { least: numbers[0]!, most: Infinity };
  if (text.startsWith('<=')) return { least: 0, most: numbers[0]! };
  return { least: numbers[0]!, most: numbers[1] ?? numbers[0]! };
}

/** Whether the range holds the version. */
export function includes(range: VersionRange, version: VersionNumber): boolean {
  return version >= range.least && version <= range.most;
}

/**
 * Reads a field list: names separated by blanks. `key=c.path` gives a field another name than C does, `name[]` is a flexible
 * array, `name@>=3.12` exists in some versions only.
 */
export function fields(text: string): FieldSpecification[] {
  return text.trim().split(/\s+/).filter((word) => word !== '').map((word) => {
    const [where, range] = word.split('@');
    const [left, right] = where!.split('=');
    const path = (right ?? left!).replace('[]', '');
    return { key: (right === undefined ? path.replaceAll('.', '_') : left!), path, flexible: where!.endsWith('[]'), versions: parseRange(range) };
  });
}

/** Declares a struct of a header. */
export function struct(name: string, list: string, options: { type?: string; versions?: string } = {}): StructSpecification {
  return { name, type: options.type, fields: fields(list), versions: parseRange(options.versions) };
}

/** What `privateStruct` may be told besides the declaration. */
export interface PrivateOptions {
  /** The versions whose headers do have the struct, under the same name. */
  readonly headerVersions?: string;
  /** The versions that this declaration is right for. */
  readonly versions?: string;
  /** The field list, if it is not simply all members. */
  readonly list?: string;
  /** The struct does not start with an object header. */
  readonly notAnObject?: boolean;
}

/** Declares a struct that is private to the C file `source`; `members` is the body of its declaration after PyObject_HEAD. */
export function privateStruct(name: string, source: string, members: string, options: PrivateOptions = {}): StructSpecification {
  const list = options.list ?? [...members.matchAll(/(\w+);/g)].map((match) => match[1]).join(' ');
  const versions = parseRange(options.versions);
  return {
    name,
    fields: fields(list),
    versions,
    private: {
      declaration: `typedef struct { ${options.notAnObject ? '' : 'PyObject_HEAD '}${members} } ${name};`,
      source,
      versions: options.headerVersions === undefined ? versions : { least: 0, most: parseRange(options.headerVersions).least - 1 },
    },
  };
}
