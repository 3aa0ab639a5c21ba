// The patterns of --only and --skip: which functions may be compiled. Knows names, nothing else.

/** What a pattern is matched against. */
export interface FunctionName {
  readonly qualname: string;
  readonly filename: string;
}

type Matcher = (name: FunctionName) => boolean;

const expression = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');

/**
 * One pattern: `name` (of the function alone or qualified) or `file:name`, where the file may be given by its last parts;
 * `*` stands for any characters.
 */
function matcher(pattern: string): Matcher {
  const colon = pattern.lastIndexOf(':');
  const name = expression(pattern.slice(colon + 1) || '*');
  const file = colon <= 0 ? null : expression(pattern.slice(0, colon));
  return ({ qualname, filename }) => {
    if (!name.test(qualname) && !name.test(qualname.slice(qualname.lastIndexOf('.') + 1))) return false;
    if (file === null) return true;
    for (let start = filename.length; start >= 0; start = start === 0 ? -1 : filename.lastIndexOf('/', start - 1)) {
      if (file.test(filename.slice(start === 0 ? 0 : start + 1))) return true;
      if (start === 0) break;
    }
    return file.test(filename);
  };
}

/**
 * The filter that the options describe.
 *
 * @example
 * const mayCompile = createFilter(['bench.py:*'], ['main']);
 * mayCompile({ qualname: 'dot', filename: '/home/me/bench.py' }); // true
 */
export function createFilter(only: readonly string[], skip: readonly string[]): (name: FunctionName) => boolean {
  const wanted = only.map(matcher);
  const unwanted = skip.map(matcher);
  return (name) => (wanted.length === 0 || wanted.some((one) => one(name))) && !unwanted.some((one) => one(name));
}
