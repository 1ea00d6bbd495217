import {
  type CheckpointPresence,
  type ForkOrigin,
  JOB_STATUSES,
  type JobFailure,
  type JobSpec,
  type JobStatus,
  type TokenUsage,
} from '../records.ts';

/** Reads the fields of one record and remembers those that cannot be what was written. */
export class FieldReader<Name extends string> {
  readonly broken: Name[] = [];
  readonly #fields: { [name in Name]?: string | undefined };
  readonly #neverEmpty: readonly Name[];

  constructor(fields: { [name in Name]?: string | undefined }, neverEmpty: readonly Name[]) {
    this.#fields = fields;
    this.#neverEmpty = neverEmpty;
  }

  /** Null for an empty field, and for a broken one. @param parse throws for what it cannot be */
  value<T>(name: Name, parse: (text: string) => T): T | null {
    const text = this.#fields[name];
    if (text === undefined || text === '') {
      if (!this.#neverEmpty.includes(name)) return null;
      this.broken.push(name);
      return null;
    }
    try {
      return parse(text);
    } catch {
      this.broken.push(name);
      return null;
    }
  }

  count(name: Name): number {
    return this.value(name, countOf) ?? 0;
  }

  time(name: Name): string | null {
    return this.value(name, (text) => new Date(countOf(text)).toISOString());
  }
}

function countOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new TypeError('not a count');
  return Number(text);
}

export function statusOf(text: string): JobStatus {
  return oneOf(JOB_STATUSES, text);
}

export function presenceOf(text: string): CheckpointPresence {
  return oneOf(['NONE', 'KEPT', 'CLEARED', 'DELETED'], text);
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw new TypeError('not one of those');
  return found;
}

/** Not a full check of every value: nobody but this file writes them. */
export function specIn(text: string): JobSpec {
  const spec = JSON.parse(text);
  textOf(spec.jobId);
  textOf(spec.prompt);
  textOf(spec.model);
  textOf(spec.workspace.path);
  listOf(spec.requireApproval);
  return spec;
}

export function progressIn(text: string): [turns: number, usage: TokenUsage] {
  const [turns, usage] = JSON.parse(text);
  if (![turns, usage.total, usage.input, usage.output].every(Number.isSafeInteger))
    throw new TypeError('no counts');
  return [turns, usage];
}

export function failureIn(text: string): JobFailure {
  const failure = JSON.parse(text);
  textOf(failure.code);
  textOf(failure.message);
  return failure;
}

export function originIn(text: string): ForkOrigin {
  const origin = JSON.parse(text);
  textOf(origin.jobId);
  return origin;
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

export function listOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}
