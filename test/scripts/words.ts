import type { CheckpointStep, JobStatus, ToolCallState } from '../gql/graphql.ts';
import type { OneStyle } from './terminal.ts';

/** Numbers, times and states as a person says them. */

const STEPS: readonly [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `3 min ago`, `in 6 d`, `just now`; `never` for null. */
export function ago(time: string | null, now: number = Date.now()): string {
  if (time === null) return 'never';
  const distance = Date.parse(time) - now;
  const step = STEPS.find(([, ms]) => Math.abs(distance) >= ms);
  if (step === undefined) return 'just now';
  const said = `${Math.floor(Math.abs(distance) / step[1])} ${step[0]}`;
  return distance < 0 ? `${said} ago` : `in ${said}`;
}

/** `380 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long from one time to another; empty when one of them is not known. */
export function between(start: string | null | undefined, end: string | null | undefined): string {
  if (start == null || end == null) return '';
  return duration(Date.parse(end) - Date.parse(start));
}

/** `512 B`, `3.4 kB`, `12 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const [unit, value] = count < 1_000_000 ? ['kB', count / 1000] : ['MB', count / 1_000_000];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

const grouped = new Intl.NumberFormat('en-US');

/** `12,345`. */
export function number(count: number): string {
  return grouped.format(count);
}

/** `1 turn`, `3 turns`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Local time of day. */
export function clock(time: string | number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}

/** As a person writes a date: local, to the second. */
export function moment(time: string | null): string {
  return time === null ? 'never' : `${new Date(time).toLocaleString('sv-SE')} (${ago(time)})`;
}

const STATUS_STYLES: Record<JobStatus, OneStyle> = {
  QUEUED: 'cyan',
  RUNNING: 'blue',
  WAITING_RETRY: 'yellow',
  PAUSED: 'yellow',
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'magenta',
};

export function statusStyle(status: JobStatus): OneStyle {
  return STATUS_STYLES[status];
}

const CALL_STYLES: Record<ToolCallState, OneStyle> = {
  PENDING: 'dim',
  RUNNING: 'blue',
  DONE: 'green',
  FAILED: 'red',
  INTERRUPTED: 'yellow',
};

export function callStyle(state: ToolCallState): OneStyle {
  return CALL_STYLES[state];
}

const STEP_WORDS: Record<CheckpointStep, string> = {
  MODEL_RESPONSE: 'answer',
  TOOL_RESULT: 'result',
  TOOLS_DONE: 'results',
  RESUMED: 'resumed',
  FORKED: 'forked',
  COMPACTED: 'compacted',
};

export function stepWord(step: CheckpointStep): string {
  return STEP_WORDS[step];
}

const CALL_MARKS: Record<ToolCallState, string> = {
  PENDING: '·',
  RUNNING: '▸',
  DONE: '✓',
  FAILED: '✗',
  INTERRUPTED: '⚡',
};

export function callMark(state: ToolCallState): string {
  return CALL_MARKS[state];
}
