import { expect } from 'vitest';

const INTERNALS = [
  /\n\s*at /,
  /node_modules/,
  /\.(ts|js|lua)\b/,
  /FST_ERR|ERR_[A-Z]/,
  /(Type|Syntax|Range|Reference|Reply)Error/,
  /retoma:\{|EVALSHA|WRONGTYPE|ECONN/,
];

/** Every error answer is one and the same kind of document, and tells nothing of the inside. */
export function expectProblem(
  answer: { status: number; headers: Headers; body: string },
  expected: { status: number; code: string },
): void {
  const problem = JSON.parse(answer.body);
  expect(problem).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z]/),
    status: expected.status,
    detail: expect.stringMatching(/^.+[.:]$/s),
    code: expected.code,
    requestId: answer.headers.get('x-request-id'),
  });
  expect(answer.status).toBe(expected.status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(problem.requestId).toMatch(/^[\w.-]{1,64}$/);
  for (const internal of INTERNALS) expect(answer.body).not.toMatch(internal);
  expect(answer.body).not.toContain(process.cwd());
}
