import { describe, expect, it } from 'vitest';
import {
  answerOn,
  COMPLETED,
  commitAnswers,
  completedJob,
  failedJob,
  runningJob,
} from '../../store/conformance/setup.ts';
import { contextOf, testDeps } from '../../support/api.ts';
import { until } from '../../support/wait.ts';
import { graphqlOf } from './support.ts';

const SAVED = `subscription ($jobId: ID, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version job { status } } }
}`;

interface Frame {
  event: string;
  // What a test asked for is what it looks into.
  // biome-ignore lint/suspicious/noExplicitAny: its shape is that of the subscription
  data: any;
}

/** A subscription over SSE, in this process. */
async function subscribe(deps: ReturnType<typeof testDeps>, query: string, variables: object) {
  const stop = new AbortController();
  const response = await graphqlOf(deps).yoga.fetch(
    'http://localhost/graphql',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
      signal: stop.signal,
    },
    contextOf(deps),
  );
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return { reader, stop, frames: () => framesOf(reader) };
}

async function* framesOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data:(.*)$/m.exec(block) ?? [];
      if (event !== undefined) yield { event, data: data?.trim() ? JSON.parse(data) : null };
    }
  }
}

async function allOf(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

describe('a subscription over SSE', () => {
  it('gives what was saved, what is saved, and the end of the job', async () => {
    const deps = testDeps();
    const lease = await runningJob(deps.store);
    await commitAnswers(deps.store, lease, 2);
    const { frames } = await subscribe(deps, SAVED, { jobId: lease.jobId });
    const seen: unknown[] = [];
    for await (const { event, data } of frames()) {
      const version = data?.data.checkpointSaved.node.version;
      seen.push(version ?? event);
      if (version === 2) await deps.store.commit(lease, answerOn(2));
      if (version === 3) await deps.store.finish(lease, COMPLETED);
    }
    expect(seen).toEqual([1, 2, 3, 'complete']);
  });

  it('goes on behind a cursor', async () => {
    const deps = testDeps();
    const { jobId } = await completedJob(deps.store, 3);
    let after: string | undefined;
    for (const rest of [[1, 2, 3], [2, 3], [3], []]) {
      const seen: number[] = [];
      let first: string | undefined;
      for await (const { event, data } of (await subscribe(deps, SAVED, { jobId, after })).frames()) {
        if (event === 'complete') break;
        first ??= data.data.checkpointSaved.cursor;
        seen.push(data.data.checkpointSaved.node.version);
      }
      expect(seen).toEqual(rest);
      after = first;
    }
  });

  it.each([
    ['JOB_NOT_FOUND', { jobId: 'nobody' }],
    ['INVALID_CURSOR', { jobId: 'nobody', after: 'nonsense' }],
    ['INVALID_INPUT', { after: 'nonsense' }],
    ['INVALID_JOB_ID', { jobId: '..' }],
  ])('that cannot begin says so, and is over: %s', async (code, variables) => {
    const { frames } = await subscribe(testDeps(), SAVED, variables);
    const all = await allOf(frames());
    expect(all.map(({ event }) => event)).toEqual(['next', 'complete']);
    expect(all[0]?.data.errors[0].extensions).toEqual({ code, requestId: 'test' });
  });

  it('that cannot go on says so, and is over', async () => {
    const deps = testDeps();
    const { jobId } = await failedJob(deps.store, 60);
    const { frames } = await subscribe(deps, SAVED, { jobId });
    const all: Frame[] = [];
    for await (const frame of frames()) {
      if (all.length === 0) await deps.store.deleteCheckpoint(jobId);
      all.push(frame);
    }
    expect(all.at(-1)?.event).toBe('complete');
    expect(all.at(-2)?.data.errors[0].extensions).toEqual({ code: 'JOB_NOT_FOUND', requestId: 'test' });
    expect(all.length).toBeLessThan(60);
  });

  it('hides what nobody expected, and logs it under the id of the request', async () => {
    const deps = testDeps();
    const { jobId } = await runningJob(deps.store);
    const { getJob } = deps.store;
    let times = 0;
    deps.store.getJob = (...call) => {
      times += 1;
      return times === 1 ? getJob.apply(deps.store, call) : Promise.reject(new Error('secret detail'));
    };
    const { frames } = await subscribe(
      deps,
      'subscription ($jobId: ID) { jobChanged(jobId: $jobId) { status } }',
      {
        jobId,
      },
    );
    const all = await allOf(frames());
    expect(all.map(({ event }) => event)).toEqual(['next', 'complete']);
    expect(all[0]?.data.errors[0].extensions).toMatchObject({ code: 'INTERNAL', requestId: 'test' });
    expect(JSON.stringify(all)).not.toContain('secret');
    expect(deps.logged.join()).toContain('secret detail');
  });

  it('is over for the store as soon as the client has gone', async () => {
    const deps = testDeps();
    let watching = 0;
    const { watch } = deps.wakeups;
    deps.wakeups.watch = (jobId, listener) => {
      const stop = watch(jobId, listener);
      watching += 1;
      return () => {
        watching -= 1;
        stop();
      };
    };
    const { jobId } = await runningJob(deps.store);
    const { reader } = await subscribe(deps, SAVED, { jobId });
    const waiting = reader.read().then(() => reader.read());
    await until(() => watching === 1, { what: 'it is watched' });
    await reader.cancel();
    await waiting.catch(() => undefined);
    await until(() => watching === 0, { what: 'it is watched no more', timeoutMs: 1000 });
  });
});
