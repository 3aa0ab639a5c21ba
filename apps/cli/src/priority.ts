// The priority of the compiler process. `nice` (see bin/psyco) is not enough: the compiler is a session of its own, and where the kernel
// groups processes by session (sched_autogroup_enabled, the default of most distributions), nice values count inside a group only, and
// every group gets the same share, sched(7). Knows nothing of Psyco.
import { writeFileSync } from 'node:fs';

/** As much as the launcher's `nice -n 5`: about a third of what an ordinary process gets where both want the same processor. */
const NICENESS = '5';

/** Makes the group of this process give way to others. Without effect where the kernel has no such groups. */
export function giveWay(): void {
  try {
    writeFileSync('/proc/self/autogroup', NICENESS);
  } catch {
    // No such groups, or not permitted: nice has to do.
  }
}
