// Where the files of this package are, from the built bundle (dist/cli.js) as well as from the sources.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root directory of this package. */
export const PACKAGE_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The shell script that starts programs. */
export const LAUNCHER = join(PACKAGE_ROOT, 'bin', 'psyco');

/** The first file of the compiler process. */
export const COMPILER_START = join(PACKAGE_ROOT, 'dist', 'start.cjs');
