// A command in the place of psyco that gives one operator the meaning of another: does the fuzzer notice, and how small does it make it?
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = `
import ast, builtins, sys, traceback
real = builtins.compile
class Wrong(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.FROM):
            node.op = ast.TO()
        return node
def wrong(source, name, mode, *rest, **named):
    if mode == 'exec' and isinstance(source, str):
        source = ast.fix_missing_locations(Wrong().visit(real(source, name, 'exec', ast.PyCF_ONLY_AST)))
    return real(source, name, mode, *rest, **named)
builtins.compile = wrong
sys.argv = sys.argv[1:]
try:
    exec(compile(open(sys.argv[0]).read(), sys.argv[0], 'exec'), {'__name__': '__main__'})
except Exception as error:
    error.__traceback__ = error.__traceback__.tb_next
    traceback.print_exception(error)
    sys.exit(1)
`;

/** Writes the launcher into a folder. Operators are classes of Python's ast module: FloorDiv. */
export function writeFaultyLauncher(folder: string, from: string, to: string): string {
  const program = join(folder, 'faulty.py');
  writeFileSync(program, PROGRAM.replace('FROM', from).replace('TO', to));
  const launcher = join(folder, 'faulty-psyco');
  writeFileSync(launcher, `#!/bin/sh
while :; do case $1 in --python) python=$2; shift 2 ;; --sync) shift ;; --*) shift 2 ;; *) break ;; esac; done
exec "$python" '${program}' "$@"
`);
  chmodSync(launcher, 0o755);
  return launcher;
}
