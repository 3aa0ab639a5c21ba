// The commands that run in Node, and the help text, made from the option table. Programs never come here: see bin/psyco.
import { Command } from 'commander';
import { version } from '../package.json';
import { bench } from './commands/bench';
import { doctor } from './commands/doctor';
import { COMMANDS, environmentName, OPTIONS, VARIABLES } from './options';
import type { Option } from './options';

const commandHelp = (name: string): string => COMMANDS.find((command) => command.name === name)!.help;

function describe(option: Option): [string, string] {
  const defaultText = option.default === undefined ? '' : ` (default: ${option.default})`;
  return [`--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`, `${option.help}${defaultText}`];
}

/** Rows of two columns, as the sections of a help text. */
function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return `${title}:\n${rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n')}`;
}

/** The text of `psyco --help`. */
export function helpText(): string {
  return [
    'Usage: psyco [options] script.py | -m module | -c code | - [arguments]\n       psyco COMMAND [options]',
    'Runs a Python program as python3 does, faster. The options of python3 itself may stand beside these.',
    section('Options', [...OPTIONS.map(describe), ['--version', 'show the version'], ['--help', 'show this text']]),
    section('Commands', COMMANDS.map(({ name, help }) => [name, help] as const)),
    section('Environment', [
      [`${environmentName('log')}=FILE, ...`, 'the same as --log FILE; every option has such a variable (flags: 1; lists: separated by commas)'] as const,
      ...VARIABLES.map(({ name, help }) => [name, help] as const),
    ]),
  ].join('\n\n');
}

/** Runs one command line; resolves to the exit status. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command('psyco');
  program
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`psyco: ${text.replace(/^error: /, '').trim()}: see psyco --help\n`) })
    .configureHelp({ formatHelp: () => `${helpText()}\n` })
    .version(`psyco ${version}`, '--version', 'show the version')
    .helpOption('--help', 'show this text')
    .helpCommand(false);
  program.command('help').description(commandHelp('help')).action(() => program.outputHelp());
  program.command('doctor').description(commandHelp('doctor')).option('--python <path>').action(async (options: { python?: string }) => {
    status = await doctor(options.python ?? process.env.PSYCO_PYTHON ?? 'python3');
  });
  // The runner has options of its own.
  program.command('bench').description(commandHelp('bench')).helpOption(false).allowUnknownOption().argument('[words...]').action(async (rest: string[]) => {
    status = await bench(rest);
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    const { exitCode } = error as { exitCode?: number };
    if (exitCode === undefined) throw error;
    return exitCode === 0 ? 0 : 2;
  }
  return status;
}
