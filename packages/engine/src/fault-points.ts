// For tests only: lets the compiler die or freeze at a certain point of its work, to show that the program does not mind. The variable
// PSYCO_TEST_FAULT is `kill:POINT:N` or `freeze:POINT:N`: at the N-th pass of the point. Nothing else reads it.

/** The points, in the order in which a compilation passes them. */
export const FAULT_POINTS = {
  specialized: 'a unit has been specialized',
  optimized: 'its ir has been optimized',
  encoded: 'machine code has been made, and is nowhere yet',
  'exits written': 'the exits are in the data region, the code is not',
  'code written': 'the code is in the code region; nothing leads to it',
  posting: 'a commit program is about to be posted',
  posted: 'it is posted; the program does not know it yet',
  'pending call added': 'the program knows it in one of two ways',
  poked: 'the program knows it',
  applied: 'it has run; the compiler has not taken note',
} as const;

export type FaultPoint = keyof typeof FAULT_POINTS;

const [action, wanted, times = '1'] = (process.env.PSYCO_TEST_FAULT ?? '').split(':');
let passes = 0;

/** Dies or freezes here, if a test wants it. */
export function faultPoint(point: FaultPoint): void {
  if (point !== wanted || (passes += 1) !== Number(times)) return;
  process.kill(process.pid, action === 'freeze' ? 'SIGSTOP' : 'SIGKILL');
}
