import { expect, test } from 'vitest';
import { Confinement } from './confinement';

/** What a process with these filters says of itself. */
const confinement = (own: string | undefined, theirs: string | undefined): Confinement => new Confinement(77, (process) => (process === 'self' ? own : theirs));

test('filters that the compiler has too come from outside, as those of a container', () => {
  expect(confinement('Seccomp:\t2,Seccomp_filters:\t1', 'Seccomp:\t2,Seccomp_filters:\t1').isConfined).toBe(false);
  expect(confinement('Seccomp:\t0', 'Seccomp:\t0').isConfined).toBe(false);
});

test('one more is the program\'s own', () => {
  expect(confinement('Seccomp:\t2,Seccomp_filters:\t1', 'Seccomp:\t2,Seccomp_filters:\t2').isConfined).toBe(true);
  expect(confinement('Seccomp:\t0', 'Seccomp:\t1').isConfined).toBe(true);
});

test('a process of which nothing can be told ends', () => {
  expect(confinement('Seccomp:\t0', undefined).isConfined).toBe(false);
});

test('this process has what it has', () => {
  expect(new Confinement(process.pid).isConfined).toBe(false);
});
