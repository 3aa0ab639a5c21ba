import { commit, python311 } from '@psyco/runtime-x86';
import type { CommitState, Mailbox, Runtime } from '@psyco/runtime-x86';
import { expect, test } from 'vitest';
import { Committer } from './committer';

const HOOK = 0x7000;

/** A committer over a mailbox that only remembers, without any process. */
function makeCommitter() {
  const posts: string[] = [];
  let state: CommitState = { state: 'idle' };
  const mailbox = {
    setHookAfterOneShot: (address: number) => posts.push(`put back ${address.toString(16)}`),
    fits: (steps: readonly unknown[]) => steps.length < 3,
    post: () => posts.push('post'),
    poll: () => state,
  };
  const memory = { read: (_: number, length: number) => new Uint8Array(length), write: () => undefined };
  const entries = { pendingCall: 1, oneShotHook: 2 } as unknown as Runtime['entries'];
  const committer = new Committer(mailbox as unknown as Mailbox, memory, 0, python311, entries, () => 0, { isConfined: false });
  return { committer, posts, become: (next: CommitState) => { state = next; } };
}

test('one-shot hooks put the new hook back before the program that installs it is posted', () => {
  const { committer, posts } = makeCommitter();
  committer.post([commit.setHook(0, HOOK)], () => undefined);
  expect(posts).toEqual(['put back 7000', 'post']);
});

test('... and the old one again if it has failed', () => {
  const { committer, posts, become } = makeCommitter();
  let applied: boolean | undefined;
  committer.post([commit.setHook(0, HOOK)], (result) => { applied = result.applied; });
  become({ state: 'failed', sequence: 1, step: 0 });
  committer.poll();
  expect(applied).toBe(false);
  expect(posts).toEqual(['put back 7000', 'post', 'put back 0']);
});

test('programs without a hook leave it alone', () => {
  const { committer, posts } = makeCommitter();
  committer.post([commit.store64(0, 1)], () => undefined);
  expect(posts).toEqual(['post']);
});

test('what there is no room for is not posted, and has failed at once', () => {
  const { committer, posts } = makeCommitter();
  const results: unknown[] = [];
  committer.post([commit.setHook(0, HOOK), commit.store64(0, 1), commit.store64(8, 1)], (result) => results.push(result));
  expect(results).toEqual([{ applied: false, step: 3 }]);
  expect(posts).toEqual([]);
  expect(committer.busy).toBe(false);
});
