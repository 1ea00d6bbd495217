import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Model, ModelDelta, ModelRequest } from '../../src/agent/model/model.ts';
import { ModelOutputPublisher } from '../../src/jobs/model-output.ts';
import type { Lease } from '../../src/store/contract.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { answerOn, runningJob, take } from '../store/conformance/setup.ts';
import { answerOf } from '../support/agent-run.ts';
import { until } from '../support/wait.ts';

let store: MemoryStore;
let lease: Lease;
let publisher: ModelOutputPublisher;
/** Wake-ups of those who watch: one per batch. */
let batches: number;

beforeEach(async () => {
  store = new MemoryStore();
  lease = await runningJob(store);
  publisher = new ModelOutputPublisher(store, lease, pino({ level: 'silent' }));
  batches = 0;
  store.onOutput(() => {
    batches += 1;
  });
});

function text(value: string): ModelDelta {
  return { kind: 'TEXT', text: value };
}

/** Says what it is given; `during` runs before it ends its answer. */
function speaking(deltas: readonly ModelDelta[], during: () => unknown = () => undefined): Model {
  return {
    id: 'test/model',
    async ask({ onDelta }) {
      for (const delta of deltas) onDelta?.(delta);
      await during();
      return answerOf({ text: 'done' });
    },
  };
}

async function ask(model: Model, turn = 1, more: Partial<ModelRequest> = {}): Promise<void> {
  publisher.besides().onModelCall?.(turn);
  const signal = new AbortController().signal;
  await publisher.listenTo(model).ask({ messages: [], tools: [], signal, ...more });
}

const said = () => store.readOutput(lease.jobId, null, 1000);

describe('what the model says', () => {
  it('is there, whole, when its answer is', async () => {
    const append = store.appendOutput.bind(store);
    store.appendOutput = async (...call) => {
      // As long as a real store may take.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return append(...call);
    };
    const heard: ModelDelta[] = [];
    const deltas = [
      { kind: 'REASONING', text: 'Hm' } as const,
      { kind: 'REASONING', text: '…' } as const,
      text('He'),
      text('llo'),
    ];
    await ask(speaking(deltas), 3, { onDelta: (delta) => heard.push(delta) });
    expect(await said()).toEqual({
      turn: 3,
      attempt: 1,
      from: 0,
      pieces: [
        { offset: 0, kind: 'REASONING', text: 'Hm…' },
        { offset: 3, kind: 'TEXT', text: 'Hello' },
      ],
    });
    expect(heard).toEqual(deltas);
  });

  it('is told while it is said, in batches', async () => {
    const words = Array.from({ length: 200 }, (_, index) => text(`${index} `));
    await ask(speaking(words, () => until(async () => (await said()) !== null, { what: 'the first batch' })));
    expect(batches).toBe(1);
  });

  it('does not wait for the end of a batch that is large', async () => {
    await ask(
      speaking([text('x'.repeat(5000)), text('y')], async () => {
        await new Promise((resolve) => setImmediate(resolve));
        expect((await said())?.pieces).toEqual([{ offset: 0, kind: 'TEXT', text: 'x'.repeat(5000) }]);
      }),
    );
    expect((await said())?.pieces[1]).toEqual({ offset: 5000, kind: 'TEXT', text: 'y' });
  });

  it('begins anew with each call', async () => {
    await ask(speaking([text('first')]));
    await ask(speaking([text('second')]));
    expect(await said()).toMatchObject({ turn: 1, attempt: 2, pieces: [{ offset: 0, text: 'second' }] });
    await ask(speaking([text('third')]), 2);
    expect(await said()).toMatchObject({ turn: 2, attempt: 1, pieces: [{ offset: 0, text: 'third' }] });
  });

  it('is there as well when the answer is cut', async () => {
    const cut = speaking([text('so far')], () => {
      throw new Error('cut');
    });
    await expect(ask(cut)).rejects.toThrow('cut');
    expect((await said())?.pieces).toEqual([{ offset: 0, kind: 'TEXT', text: 'so far' }]);
  });

  it('is one from its beginning when the model goes on with an answer that was cut off', async () => {
    const begun = { reasoning: 'Hm.', text: 'One ' };
    const heard: ModelDelta[] = [];
    await ask(speaking([text('two')]), 1, { begun, onDelta: (delta) => heard.push(delta) });
    expect((await said())?.pieces).toEqual([
      { offset: 0, kind: 'REASONING', text: 'Hm.' },
      { offset: 3, kind: 'TEXT', text: 'One two' },
    ]);
    expect(heard).toEqual([text('two')]);
  });

  it('is kept with what the provider has told of its usage', async () => {
    const usage = { input: 9, output: 0, reasoning: 0, cached: 0, total: 9, calls: 0 };
    const cut: Model = {
      id: 'test/model',
      async ask({ onUsage, onDelta }) {
        onUsage?.(usage);
        onDelta?.(text('so far'));
        throw new Error('cut');
      },
    };
    await expect(ask(cut)).rejects.toThrow('cut');
    await store.letGo(lease, { to: 'QUEUED' });
    expect(await store.readPartials([lease.jobId])).toMatchObject([{ text: 'so far', usage }]);
  });

  it('never ends a run: not when the job is lost, not when the store fails', async () => {
    await take(store, lease.jobId);
    await ask(speaking([text('lost')]));
    expect(await said()).toBeNull();
    await expect(store.commit(lease, answerOn(0))).rejects.toThrow();
    store.appendOutput = () => Promise.reject(new Error('away'));
    await ask(speaking([text('failed')]));
  });

  it('does not hold up a run that is told to stop', async () => {
    store.appendOutput = () => new Promise(() => undefined);
    const stop = new AbortController();
    const asked = ask(
      speaking([text('stuck')], () => void setImmediate(() => stop.abort())),
      1,
      { signal: stop.signal },
    );
    await asked;
    expect(stop.signal.aborted).toBe(true);
  });
});
