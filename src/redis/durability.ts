import type { Redis } from 'ioredis';

/** What a Redis does with what it has acknowledged, should it be killed. */
export interface Durability {
  level: DurabilityLevel;
  /** Redis may throw keys away when its memory is full, checkpoints included. */
  evictsKeys: boolean;
  /** One sentence, or two, for a person. */
  detail: string;
}

/** How much is lost at worst: nothing · about a second · what came after the last snapshot · everything · not known. */
export type DurabilityLevel = 'ALWAYS' | 'EVERYSEC' | 'SNAPSHOT' | 'NONE' | 'UNKNOWN';

const DETAILS: Record<DurabilityLevel, string> = {
  ALWAYS: 'Every acknowledged save is on disk (appendonly yes, appendfsync always).',
  EVERYSEC:
    'A crash of Redis may lose about the last second (appendonly yes); set appendfsync always to lose nothing.',
  SNAPSHOT:
    'A crash of Redis loses what was saved since its last snapshot; set appendonly yes and appendfsync always to lose nothing.',
  NONE: 'Redis keeps everything in memory only: a restart loses all jobs and checkpoints; set appendonly yes.',
  UNKNOWN: 'Redis does not tell how it keeps its data; ask whoever runs it.',
};

const EVICTION =
  ' It also evicts keys when its memory is full, checkpoints included; set maxmemory-policy noeviction.';

export const EMBEDDED_DURABILITY: Durability = describeDurability('ALWAYS', false);
export const UNKNOWN_DURABILITY: Durability = {
  level: 'UNKNOWN',
  evictsKeys: false,
  detail: 'Redis has not been reached yet.',
};

/**
 * Reads the persistence settings of a Redis. Managed ones often forbid CONFIG; then INFO is asked, which tells less.
 *
 * @throws when Redis cannot be reached
 */
export async function readDurability(redis: Redis): Promise<Durability> {
  const settings = await readSettings(redis);
  const evictsKeys =
    settings.policy !== null && settings.policy !== 'noeviction' && settings.maxmemory !== '0';
  return describeDurability(levelOf(settings), evictsKeys);
}

/**
 * What INFO tells; null where it is forbidden.
 *
 * @throws when Redis cannot be reached
 */
export async function readInfo(redis: Redis): Promise<string | null> {
  try {
    return await redis.info();
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

interface Settings {
  /** Null: not told. */
  appendonly: boolean | null;
  appendfsync: string | null;
  save: string | null;
  policy: string | null;
  maxmemory: string | null;
}

function levelOf({ appendonly, appendfsync, save }: Settings): DurabilityLevel {
  if (appendonly === null) return 'UNKNOWN';
  if (appendonly) {
    if (appendfsync === 'always') return 'ALWAYS';
    if (appendfsync === 'everysec') return 'EVERYSEC';
    // `no` leaves it to the operating system, which may take half a minute.
    return appendfsync === 'no' ? 'SNAPSHOT' : 'UNKNOWN';
  }
  if (save === null) return 'UNKNOWN';
  return save === '' ? 'NONE' : 'SNAPSHOT';
}

function describeDurability(level: DurabilityLevel, evictsKeys: boolean): Durability {
  return { level, evictsKeys, detail: DETAILS[level] + (evictsKeys ? EVICTION : '') };
}

async function readSettings(redis: Redis): Promise<Settings> {
  const names = ['appendonly', 'appendfsync', 'save', 'maxmemory-policy', 'maxmemory'] as const;
  try {
    const values = new Map<string, string>();
    for (const name of names) {
      const [, value] = (await redis.config('GET', name)) as string[];
      if (value !== undefined) values.set(name, value);
    }
    const appendonly = values.get('appendonly');
    return {
      appendonly: appendonly === undefined ? null : appendonly === 'yes',
      appendfsync: values.get('appendfsync') ?? null,
      save: values.get('save') ?? null,
      policy: values.get('maxmemory-policy') ?? null,
      maxmemory: values.get('maxmemory') ?? null,
    };
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const info = (await readInfo(redis)) ?? '';
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? null;
  const aof = field('aof_enabled');
  return {
    appendonly: aof === null ? null : aof === '1',
    appendfsync: null,
    save: null,
    policy: field('maxmemory_policy'),
    maxmemory: field('maxmemory'),
  };
}

/** Redis answered, and the answer was no: forbidden by its ACL, renamed away or not offered. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
