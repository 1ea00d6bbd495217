import { createHash } from 'node:crypto';
import type { ErrorBody, FakeAnswer } from './behaviour.ts';

export type Json = { [key: string]: unknown };

/** A piece of a stream, ready to be written. */
export interface Frame {
  kind: 'open' | 'delta' | 'finish';
  text: string;
}

/** One wire protocol of the fake model server. */
export interface Protocol {
  /** How many answers of a model are in the history of this request. */
  answersIn(body: Json): number;
  /** What a strict provider would refuse this request for; null: nothing. */
  refuse(body: Json): string | null;
  frames(answer: FakeAnswer, turn: number, body: Json): Frame[];
  /** The answer to a request that did not ask for a stream. */
  whole(answer: FakeAnswer, turn: number, body: Json): Json;
  errorBody(error: ErrorBody): Json;
  errorFrame(error: ErrorBody): string;
}

export function sse(data: unknown, event?: string): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** A text in pieces of a few characters, as models send it. */
export function pieces(text: string, size = 7): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found;
}

/** What only the server can have made: shows whether a text came back as it was sent. */
export function seal(text: string): string {
  return `seal-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}

export function argumentsText(given: string | { [key: string]: unknown }): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

export function usageOf(answer: FakeAnswer): {
  input: number;
  output: number;
  reasoning: number;
  cached: number;
} {
  return { input: 100, output: 20, reasoning: 0, cached: 0, ...answer.usage };
}

export function records(value: unknown): Json[] {
  return Array.isArray(value)
    ? value.filter((item): item is Json => typeof item === 'object' && item !== null)
    : [];
}
