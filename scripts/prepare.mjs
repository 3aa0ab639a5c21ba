// Runs after `npm install`: builds every package, so that `npx psyco` works right away.
import { spawnSync } from 'node:child_process';

if (process.env.PSYCO_SKIP_BUILD !== '1') {
  const result = spawnSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
}
