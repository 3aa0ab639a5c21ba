// Takes out of a text what differs between any two runs of the same program.

/** Each line: what it finds, and what stands in its place. Order matters: longer forms first. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  // asyncio's debug mode tells of steps that took more than 0.1 s (Lib/asyncio/base_events.py, _run_once): a matter of time only.
  [/^Executing <.*> took \d+\.\d+ seconds(\n|$)/gm, ''],
  // Its watchers of child processes race with each other, and with the end of their loop (Lib/asyncio/unix_events.py).
  [/^(Unknown child process pid \d+, will report returncode 255|Loop <.*> that handles pid \d+ is closed)(\n|$)/gm, ''],
  // Two processes that use one block of shared memory each tell the tracker that it is gone (Lib/multiprocessing/resource_tracker.py, main); whether
  // the second message comes before the tracker ends is a matter of time.
  [/Traceback \(most recent call last\):\n {2}File "[^"]*\/multiprocessing\/resource_tracker\.py", line \d+, in main\n(?: {4}.*\n)+KeyError: .*(?:\n|$)/g, ''],
  // Temporary files and folders (Lib/tempfile.py: "tmp" and eight characters; test.support: "@test_" and the process).
  [/\/tmp\/[\w@.-]+/g, 'TEMPORARY'],
  [/\btmp[a-z0-9_]{8}\b/g, 'TEMPORARY'],
  // multiprocessing.shared_memory
  [/\/psm_[0-9a-f]{8}/g, 'TEMPORARY'],
  [/@test_\d+_tmp\w*/g, 'TEMPORARY'],
  [/\b0x[0-9a-fA-F]{5,16}\b/g, 'ADDRESS'],
  [/\bThread-\d+/g, 'Thread-N'],
  [/\b(pid|process|Process|port|fd|ident)([ =:#]+)\d+/g, '$1$2N'],
  [/\('127\.0\.0\.1', \d+\)/g, "('127.0.0.1', N)"],
  [/\b(\d+\.\d+)(e-\d+)? ?(s|sec|seconds|ms)\b/g, 'TIME'],
  [/\b\d+\.\d{4,}(e[+-]?\d+)?\b/g, 'NUMBER'],
  [/(?<!\.py:|line )\b\d{4,}\b/g, 'NUMBER'],
];

/** The text without addresses, times, names of temporary files and other numbers of the run. */
export function normalize(text: string): string {
  return CHANGING.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
