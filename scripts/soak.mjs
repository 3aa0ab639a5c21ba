// npm run soak [-- --small]: the long tests one after the other, each to its end whatever became of the others. Ends with status 1 if
// one of them failed. --small tries that all of them can run, in some minutes.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const STEPS = [
  { name: 'leaks', long: ['--count', '100000'], small: ['--count', '100', '--seeds', '1', 'closures', 'lists'] },
  { name: 'leaks', long: ['--exits', '--count', '350000', '--python', 'python3.11'], small: ['--exits', '--count', '1000'] },
  { name: 'leaks', long: ['--suite'], small: ['--suite', 'test_bool'] },
  { name: 'fuzz', long: ['--count', '100000', '--rotate'], small: ['--count', '42', '--batch', '6', '--rotate'] },
  { name: 'cpython-tests', long: [], small: ['test_bool', '--again'] },
  { name: 'real-programs', long: [], small: ['lark'] },
];

const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } });
const results = STEPS.map(({ name, long, small }) => {
  const words = ['run', name, '--', ...(values.small ? small : long)];
  console.log(`\n--- npm ${words.join(' ')}`);
  const started = Date.now();
  const { status, signal } = spawnSync('npm', words, { stdio: 'inherit' });
  return { name, failed: status !== 0, ending: signal ?? `status ${status}`, seconds: Math.round((Date.now() - started) / 1000) };
});
console.log('');
for (const { name, failed, ending, seconds } of results) console.log(`${name.padEnd(15)}${failed ? `FAILED (${ending})` : 'passed'}, ${seconds} s`);
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
