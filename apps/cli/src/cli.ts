// Entry of the foreground commands (`psyco doctor`, `psyco --help`, ...): started by the launcher as `node dist/cli.js WORDS`.
import { runProgram } from './program';

process.exitCode = await runProgram(process.argv.slice(2));
