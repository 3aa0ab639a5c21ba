// Writes the parts of bin/psyco that follow from the option table: default values, case statements, checks, exports.
// The launcher is a POSIX shell script because Node takes ten times longer to start than the programs it must not delay.
import { COMMANDS, environmentName, OPTIONS } from './options';
import type { Option } from './options';

const variable = (option: Option): string => environmentName(option.name).toLowerCase();
const flags = OPTIONS.filter((option) => option.kind === 'flag');
const valued = OPTIONS.filter((option) => option.kind !== 'flag');

const SECTIONS: Record<string, () => string[]> = {
  defaults: () => OPTIONS.map((option) => `${variable(option)}=\${${environmentName(option.name)}-}`),
  commands: () => [`    ${COMMANDS.map(({ name }) => name).join('|')}) run_command "$@" ;;`],
  arguments: () => [
    ...flags.map((option) => `    --${option.name}) ${variable(option)}=1; shift; continue ;;`),
    `    ${valued.map(({ name }) => `--${name}=*`).join('|')}) psyco_option=\${1%%=*} psyco_value=\${1#*=}; shift ;;`,
    `    ${valued.map(({ name }) => `--${name}`).join('|')})`,
    '      [ $# -gt 1 ] || fail "the option $1 needs a value: see psyco --help"',
    '      psyco_option=$1 psyco_value=$2; shift 2 ;;',
  ],
  values: () => valued.map((option) => {
    const name = variable(option);
    return `    --${option.name}) ${name}=${option.kind === 'list' ? `\${${name}:+$${name},}` : ''}$psyco_value ;;`;
  }),
  checks: () => OPTIONS.flatMap((option: Option) => {
    const value = `$${variable(option)}`;
    switch (option.kind) {
      case 'choice': return [`case ${value} in ''|${option.choices!.join('|')}) ;; *) fail "--${option.name} is ${option.choices!.join(', ')}, not \\"${value}\\"" ;; esac`];
      case 'number': return [`case ${value} in *[!0-9.]*|*.*.*|.) fail "--${option.name} takes a number, not \\"${value}\\"" ;; esac`];
      case 'output': return [
        // The compiler has no standard streams, so these would silently go nowhere.
        `case ${value} in -|/dev/std*|/dev/fd/*|/proc/*/fd/*) fail "--${option.name} takes a file of its own, not ${value}: give a path, and read it after the run" ;; esac`,
        // Whoever forgets the file gives the program in its place, which must not be written over.
        `! is_program "${value}" "\${1-}" || fail "--${option.name} would write over the program ${value}: give another file, before the program"`,
        `[ -z "${value}" ] || can_write "${value}" || fail "cannot write ${value} (--${option.name}): check the folder and its permissions, or give another file"`,
      ];
      default: return [];
    }
  }),
  exports: () => OPTIONS.map((option) => `  [ -z "$${variable(option)}" ] || export ${environmentName(option.name)}="$${variable(option)}"`),
};

/** The launcher with every generated section brought up to date. */
export function generateLauncher(text: string): string {
  return Object.entries(SECTIONS).reduce((result, [name, lines]) => {
    const begin = `# <generated: ${name}>`;
    const end = `# </generated>`;
    const start = result.indexOf(begin);
    const stop = result.indexOf(end, start);
    if (start < 0 || stop < 0) throw new Error(`bin/psyco has no section "${name}": put the lines "${begin}" and "${end}" back`);
    const indent = /[ ]*$/.exec(result.slice(0, stop))![0];
    return `${result.slice(0, start + begin.length)}\n${lines().join('\n')}\n${indent}${result.slice(stop)}`;
  }, text);
}
