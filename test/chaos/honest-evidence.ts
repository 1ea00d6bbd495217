import { SYSTEM_PROMPT } from '../../src/agent/system-prompt.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { AssistantPart, Message } from '../../src/store/messages.ts';
import { type CheckpointRecord, type JobRecord, NO_USAGE } from '../../src/store/records.ts';
import { jobSpec } from '../support/agent-run.ts';
import { type Evidence, type JobEvidence, NO_REMAINS } from './evidence.ts';
import { MODEL } from './model.ts';
import { type Interruptions, type PlainMessage, replay } from './replay.ts';
import { promptOf, type Task } from './task.ts';
import type { TraceEntry } from './trace.ts';

const PID = 100;
const AT = 1_700_000_000_000;

/**
 * What is known of a round in which one job went as it must: killed once for each call that was cut off, if any. For the
 * test of the oracle, which then falsifies one thing of it at a time.
 */
export async function honestEvidence(
  task: Task,
  interruptions: Interruptions = new Map(),
): Promise<Evidence> {
  const { messages: plain, files } = replay(task, SYSTEM_PROMPT, interruptions);
  const messages = plain.map(stored);
  const epochs = interruptions.size + 1;
  const versions = versionsOf(task.id, plain, epochs);
  const last = versions.at(-1);
  const spec = jobSpec({ jobId: task.id, prompt: promptOf(task), model: MODEL });
  const record: JobRecord = {
    ...(await new MemoryStore().createJob(spec)),
    status: 'COMPLETED',
    attempts: epochs,
    epoch: epochs,
    turns: task.turns.length,
    version: last?.version ?? null,
    checkpoint: 'CLEARED',
    result: task.turns.at(-1)?.text ?? null,
  };
  const job: JobEvidence = {
    jobId: task.id,
    task,
    resumedFrom: null,
    record,
    versions,
    messages,
    files,
    readings: [
      ...versions.map((version) => ({
        ...readingOf(version),
        reader: 'the subscriber',
        isSubscription: true,
      })),
      ...versions.map((version) => ({
        ...readingOf(version),
        reader: 'a poll',
        isSubscription: false,
        texts: messages.slice(0, version.messageCount).map(textIn),
      })),
    ],
    isSubscriptionOver: true,
    statuses: ['QUEUED', 'RUNNING', 'COMPLETED'],
    callbacks: [{ id: 'msg_1', body: JSON.stringify({ data: { jobId: task.id, status: 'COMPLETED' } }) }],
    wantsCallback: true,
    waitedToTheBound: false,
  };
  return {
    jobs: [job],
    trace: traceOf(task, versions, interruptions),
    asked: task.turns.map((_, index) => ({ task: task.id, turn: index + 1, at: AT })),
    refusals: [],
    deaths: Array.from({ length: epochs - 1 }, (_, index) => ({
      pid: PID + index,
      at: AT + 1,
      exit: { code: null, signal: 'SIGKILL' as const },
    })),
    remains: NO_REMAINS,
  };
}

function versionsOf(jobId: string, plain: readonly PlainMessage[], epoch: number): CheckpointRecord[] {
  const versions: CheckpointRecord[] = [];
  let turns = 0;
  for (const [index, message] of plain.entries()) {
    if (message.role === 'system' || message.role === 'user') continue;
    if (message.role === 'assistant') turns++;
    const isLastOfTurn = plain[index + 1]?.role !== 'tool';
    versions.push({
      jobId,
      version: versions.length + 1,
      formatVersion: 1,
      step: message.role === 'assistant' ? 'MODEL_RESPONSE' : isLastOfTurn ? 'TOOLS_DONE' : 'TOOL_RESULT',
      turns,
      model: MODEL,
      workspace: { path: jobId },
      messageCount: index + 1,
      usage: NO_USAGE,
      sizeBytes: 0,
      storedBytes: 0,
      savedAt: iso(index),
      epoch: versions.length === 0 ? 1 : epoch,
      toolCalls: [],
      repair: null,
    });
  }
  return versions;
}

function traceOf(
  task: Task,
  versions: readonly CheckpointRecord[],
  interruptions: Interruptions,
): TraceEntry[] {
  const jobId = task.id;
  const processes = Array.from({ length: interruptions.size + 1 }, (_, index) => PID + index);
  const taken = processes.map((pid): TraceEntry => ({ pid, at: AT, event: 'TAKEN', jobId }));
  const acknowledged = versions.map(({ version, epoch, step, messageCount }): TraceEntry => {
    return { pid: PID, at: AT, event: 'ACKNOWLEDGED', jobId, version, epoch, step, messageCount };
  });
  const ledger = task.turns
    .flatMap(({ calls }) => calls)
    .filter(({ does }) => does.kind === 'LEDGER')
    .map(({ id }): TraceEntry => {
      const epoch = versions.at(-1)?.epoch ?? 1;
      return { pid: PID, at: AT, event: 'LEDGER', task: task.id, callId: id, jobId, epoch };
    });
  return [...taken, ...acknowledged, ...ledger];
}

function readingOf({ version, turns, messageCount, savedAt }: CheckpointRecord) {
  return { version, turns, messageCount, savedAt, texts: null };
}

function stored(message: PlainMessage): Message {
  switch (message.role) {
    case 'assistant': {
      const calls = message.calls.map(({ id, name, input }): AssistantPart => {
        return { type: 'tool-call', toolCallId: id, toolName: name, input: input as never };
      });
      const parts: AssistantPart[] = [
        { type: 'reasoning', text: message.reasoning },
        { type: 'text', text: message.text },
        ...calls,
      ];
      return { role: 'assistant', parts, model: MODEL, finishReason: 'stop' };
    }
    case 'tool':
      return {
        role: 'tool',
        toolCallId: message.id,
        toolName: message.name,
        output: message.output ?? 'This call was interrupted: …',
        isError: message.isError,
        ...(message.interrupted && { interrupted: true }),
        startedAt: iso(0),
        finishedAt: iso(1),
      };
    default:
      return message;
  }
}

function textIn(message: Message): string {
  if (message.role === 'tool') return message.output;
  if (message.role !== 'assistant') return message.text;
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function iso(ms: number): string {
  return new Date(AT + ms).toISOString();
}
