import { randomUUID } from 'node:crypto';
import { CheckpointManager } from '../src/agent/checkpoint.ts';
import { runAgentLoop } from '../src/agent/loop.ts';
import { openModel } from '../src/agent/model/registry.ts';
import { configureSandbox } from '../src/agent/sandbox.ts';
import { builtinTools } from '../src/agent/tools/index.ts';
import { openWorkspace } from '../src/agent/workspace.ts';
import { loadConfig } from '../src/config.ts';
import { MemoryStore } from '../src/store/memory-store.ts';
import { ledgerObserver } from './ledger.ts';
import { TASK, WORKSPACE } from './project.ts';

/**
 * The other half of the comparison: the same loop, model and tools on the same task, but what is saved is saved in this
 * process's memory only. When the process is killed, all of it is gone. The model is DEFAULT_MODEL.
 */
const config = loadConfig();
const model = config.defaultModel;
if (model === null) throw new Error('DEFAULT_MODEL is not set.');
configureSandbox({ hidden: ['.env', config.dataDir] });
const store = new MemoryStore();

const { jobId } = await store.createJob({
  jobId: store.newJobId(),
  prompt: TASK,
  model,
  workspace: WORKSPACE,
  maxTurns: 50,
  resumeFromCheckpoint: true,
  onInterrupted: 'REPORT',
  onPartial: 'ASK_AGAIN',
  requireApproval: [],
  callback: null,
});
const { lease, job } = await store.acquire(jobId, { workerId: randomUUID(), nonce: randomUUID() });
if (lease === null) throw new Error('The job that was just made is over.');

const end = await runAgentLoop({
  job,
  lease,
  checkpoints: new CheckpointManager(store),
  model: await openModel(model, config),
  tools: builtinTools,
  workspace: await openWorkspace(config.workspaceRoot, WORKSPACE, { create: false }),
  signal: new AbortController().signal,
  shouldHandOver: () => false,
  assertMayAct: () => undefined,
  whenMayAct: async (act) => act(),
  observer: ledgerObserver,
});
if (end.kind !== 'COMPLETED') throw new Error(`The job ended as ${end.kind}.`);
await store.close();
