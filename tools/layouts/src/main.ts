// The generator's command line: npm run generate -w @psyco/layouts-tool -- --python python3.11 --python python3.12 ...
// Give every interpreter that is to be supported in one run: the interface and the index are written from all of them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measure } from './measure';
import { layoutFile, layoutIndex, layoutInterface, layoutName } from './write';

const output = fileURLToPath(new URL('../../../packages/objects/src/layouts/', import.meta.url));
const pythons = process.argv.flatMap((word, index) => (word === '--python' ? [process.argv[index + 1] ?? ''] : []));

if (pythons.length === 0 || pythons.includes('')) {
  process.stderr.write('no interpreter given: name each one to measure with --python COMMAND\n');
  process.exitCode = 2;
} else {
  const measurements = pythons.map(measure).sort((a, b) => layoutName(a).localeCompare(layoutName(b), 'en', { numeric: true }));
  mkdirSync(output, { recursive: true });
  for (const measurement of measurements) writeFileSync(`${output}${layoutName(measurement)}.ts`, layoutFile(measurement));
  writeFileSync(`${output}layout.ts`, layoutInterface(measurements.map((measurement) => measurement.major * 100 + measurement.minor)));
  writeFileSync(`${output}index.ts`, layoutIndex(measurements.map(layoutName)));
  process.stdout.write(`${measurements.map((measurement) => `${layoutName(measurement)} (${measurement.micro})`).join(', ')}\n`);
}
