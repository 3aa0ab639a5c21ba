// The option table and what is generated from it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateLauncher } from './launcher';
import { environmentName, OPTIONS } from './options';
import { helpText } from './program';
import { readSettings } from './settings';

test('the launcher in bin agrees with the table', () => {
  const text = readFileSync(new URL('../bin/psyco', import.meta.url), 'utf8');
  expect(text, 'run npm run generate -w apps/cli').toBe(generateLauncher(text));
});

test('a launcher without a section is refused', () => {
  expect(() => generateLauncher('#!/bin/sh\n')).toThrow('section "defaults"');
});

test('the help text and the README name every option', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const { name } of OPTIONS) {
    expect(helpText()).toContain(`--${name}`);
    expect(readme).toContain(`--${name}`);
  }
});

test('settings come from the environment, defaults from the table', () => {
  expect(readSettings({})).toMatchInlineSnapshot(`
    {
      "backend": "@psyco/backend-x86",
      "chaos": undefined,
      "dump": [],
      "halflife": 0.5,
      "log": undefined,
      "mode": "profile",
      "noOptimize": [],
      "only": [],
      "parentframe": 0.25,
      "pollfreq": 100,
      "skip": [],
      "stats": undefined,
      "sync": false,
      "watermark": 0.09,
    }
  `);
  expect(readSettings({ PSYCO_DUMP: 'ir:f,x86', PSYCO_SYNC: '1', PSYCO_MODE: 'full', PSYCO_CHAOS: '7', PSYCO_NO_OPTIMIZE: 'all' })).toMatchObject({
    dump: ['ir:f', 'x86'], sync: true, mode: 'full', chaos: 7, noOptimize: ['all'],
  });
  expect(environmentName('no-optimize')).toBe('PSYCO_NO_OPTIMIZE');
});
