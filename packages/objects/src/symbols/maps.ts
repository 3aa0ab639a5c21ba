// /proc/PID/maps: which files are mapped where. Knows text lines only.
import { readFileSync } from 'node:fs';
import { ProcessGone, ProcessNotReadable } from '../errors';

/** One line of /proc/PID/maps. */
export interface Mapping {
  readonly start: number;
  readonly end: number;
  /** As in 'r-xp'. */
  readonly permissions: string;
  readonly fileOffset: number;
  readonly inode: number;
  /** File name, '[heap]' and the like, or ''. A deleted file ends in ' (deleted)'. */
  readonly path: string;
}

/** The mappings of a process, in order of addresses. */
export function readMappings(pid: number): Mapping[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/maps`, 'latin1');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ESRCH') throw new ProcessGone(pid);
    throw new ProcessNotReadable(pid, code);
  }
  const mappings = parseMappings(text);
  // A process that has ended but was not waited for has an empty list.
  if (mappings.length === 0) throw new ProcessGone(pid);
  return mappings;
}

/** Reads the text of a maps file. */
export function parseMappings(text: string): Mapping[] {
  const mappings: Mapping[] = [];
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]+)-([0-9a-f]+) (\S+) ([0-9a-f]+) \S+ (\d+) *(.*)$/.exec(line);
    if (match === null) continue;
    mappings.push({
      start: parseInt(match[1]!, 16),
      end: parseInt(match[2]!, 16),
      permissions: match[3]!,
      fileOffset: parseInt(match[4]!, 16),
      inode: Number(match[5]),
      path: match[6]!,
    });
  }
  return mappings;
}
