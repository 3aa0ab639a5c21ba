// Texts of the agent to requests: what is known is taken, what is not is left.
import { expect, it } from 'vitest';
import { handle, parseRequest, wantsAnswer } from './requests';
import type { RequestHandlers } from './requests';

const done: unknown[] = [];
const handlers = { bind: (request: object) => void done.push(request), stats: () => ({ attached: true }) } as unknown as RequestHandlers;

it('takes what is known', () => {
  const request = parseRequest('{"request":"bind","codes":[139637976000000],"rec":10}', handlers)!;
  expect(handle(request, handlers)).toBeUndefined();
  expect(done).toEqual([{ request: 'bind', codes: [139637976000000], rec: 10 }]);
  expect(wantsAnswer(request)).toBe(false);
});

it('knows who waits for an answer', () => {
  const request = parseRequest('{"request":"stats","buffer":4096,"size":100}', handlers)!;
  expect([wantsAnswer(request), handle(request, handlers)]).toEqual([true, { attached: true }]);
});

it.each(['', '{', 'null', '3', '{}', '{"request":"toString"}', '{"request":"other"}'])('leaves %j', (text) => {
  expect(parseRequest(text, handlers)).toBeNull();
});
