import { existsSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type PriceList, readPriceList } from './metrics/prices.ts';
import { parseRedisUrl } from './redis/address.ts';

/** What the process was told by its environment, parsed once at boot. Durations carry their unit in the name. */
export interface Config {
  /** 0: any free port. */
  port: number;
  host: string;
  /** Null: the private Redis under `dataDir`. */
  redisUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Absolute. */
  workspaceRoot: string;
  /** Absolute: where `scripted/<name>` models are read from. */
  scriptsDir: string;
  checkpointTtlSeconds: number;
  /** How many versions of a job are kept; null: all. */
  checkpointHistory: number | null;
  completedRetentionSeconds: number;
  workerConcurrency: number;
  heartbeatTtlMs: number;
  lockDurationMs: number;
  stalledIntervalMs: number;
  shutdownTimeoutMs: number;
  logLevel: LogLevel;
  /** `provider/model`; null: every job has to name one. */
  defaultModel: string | null;
  providers: {
    deepseek: ProviderConfig;
    openai: ProviderConfig;
    anthropic: ProviderConfig;
    openaiCompatible: ProviderConfig;
  };
  /** How long a model may take to send its first byte. */
  firstByteTimeoutMs: number;
  /** How long a model may be silent within an answer. */
  idleTimeoutMs: number;
  /** Against a provider that keeps failing: so many calls in a row, of whichever jobs (0: never), and for how long at first. */
  breaker: { failures: number; openMs: number };
  /** Hosts inside the network that callbacks may go to, although they are not public. */
  callbackAllowedHosts: readonly string[];
  /** The server may listen beyond loopback although it asks nobody for a key. */
  allowUnauthenticated: boolean;
  /** What models cost, as the operator says; null: not known. */
  prices: PriceList | null;
  /** Whether API processes build and serve the page. */
  dashboard: boolean;
  /** Null: nothing is traced. */
  tracing: TracingConfig | null;
  graphql: GraphQLConfig;
}

/** The rest is in the standard variables that the exporter reads itself. */
export interface TracingConfig {
  /** Spans go out so often. */
  batchDelayMs: number;
  /** Of the traces, 0 to 1. */
  sampledShare: number;
}

/** What a GraphQL operation may be at most. */
export interface GraphQLConfig {
  /** Levels of fields within fields. */
  maxDepth: number;
  /** Fields that are selected, fragments spread out. */
  maxBreadth: number;
  /** Objects that it may read, pages counted in full. */
  maxCost: number;
  /** Of a document. */
  maxTokens: number;
  maxAliases: number;
  maxDirectives: number;
  /** Subscriptions that one client may have open at a time. */
  maxSubscriptions: number;
  /** Whether the schema may be asked for, and errors suggest names out of it. */
  introspection: boolean;
}

export interface ProviderConfig {
  apiKey: string | null;
  /** Null: the provider's own address. */
  baseUrl: string | null;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const DEMO_SCRIPTS = fileURLToPath(new URL('../demo/scripts', import.meta.url));
const MODEL = /^(deepseek|openai|anthropic|openai-compatible|scripted)\/\S+$/;

/** The variables are wrong. The message lists each of them with what is expected, one a line. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Every variable that Retoma reads. `.env.example` lists the same ones; a test holds the two together. */
export const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  ALLOW_UNAUTHENTICATED: flag('false'),
  DASHBOARD: flag('true'),
  REDIS_URL: z.string().superRefine(isRedisUrl).optional(),
  DATA_DIR: folder('.retoma'),
  WORKSPACE_ROOT: folder('workspaces'),
  SCRIPTS_DIR: folder(DEMO_SCRIPTS),
  CHECKPOINT_TTL_SECONDS: wholeNumber(1).default(604_800),
  CHECKPOINT_HISTORY: z
    .union([z.literal('all').transform(() => null), wholeNumber(1)], {
      error: 'expected a whole number from 1, or all',
    })
    .default(null),
  COMPLETED_RETENTION_SECONDS: wholeNumber(0).default(3600),
  WORKER_CONCURRENCY: wholeNumber(1, 1000).default(4),
  HEARTBEAT_TTL_MS: wholeNumber(200, 60_000).default(700),
  LOCK_DURATION_MS: wholeNumber(1000).default(30_000),
  STALLED_INTERVAL_MS: wholeNumber(100).default(5000),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(0).default(25_000),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  DEFAULT_MODEL: z
    .string()
    .regex(MODEL, {
      error:
        'expected provider/model, where provider is deepseek, openai, anthropic, openai-compatible or scripted',
    })
    .optional(),
  DEEPSEEK_API_KEY: z.string().optional(),
  DEEPSEEK_BASE_URL: httpUrl(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: httpUrl(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: httpUrl(),
  OPENAI_COMPATIBLE_API_KEY: z.string().optional(),
  OPENAI_COMPATIBLE_BASE_URL: httpUrl(),
  CALLBACK_ALLOWED_HOSTS: hostList(),
  MODEL_FIRST_BYTE_TIMEOUT_MS: wholeNumber(1).default(120_000),
  MODEL_IDLE_TIMEOUT_MS: wholeNumber(1).default(60_000),
  PROVIDER_BREAKER_FAILURES: wholeNumber(0).default(5),
  PROVIDER_BREAKER_OPEN_MS: wholeNumber(1).default(15_000),
  PRICES_FILE: priceList(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl(),
  OTEL_SDK_DISABLED: flag('false'),
  OTEL_BSP_SCHEDULE_DELAY: wholeNumber(1).default(1000),
  OTEL_TRACES_SAMPLER_ARG: share().default(1),
  GRAPHQL_MAX_DEPTH: wholeNumber(1).default(10),
  GRAPHQL_MAX_BREADTH: wholeNumber(1).default(150),
  GRAPHQL_MAX_COST: wholeNumber(1).default(2000),
  GRAPHQL_MAX_TOKENS: wholeNumber(1).default(2000),
  GRAPHQL_MAX_ALIASES: wholeNumber(0).default(20),
  GRAPHQL_MAX_DIRECTIVES: wholeNumber(0).default(20),
  GRAPHQL_MAX_SUBSCRIPTIONS: wholeNumber(0).default(100),
  GRAPHQL_INTROSPECTION: flag('true'),
});

type Environment = z.output<typeof environmentSchema>;

/**
 * Reads the configuration. For the process's own environment a `.env` in the working directory is read first, where
 * there is one; what is really in the environment wins. An empty value counts as not set.
 *
 * @throws ConfigError that lists everything that is wrong
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  if (env === process.env && existsSync('.env')) process.loadEnvFile('.env');
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describe(issue, given));
  problems.push(...exposure(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  if (isIPv6(host)) return host === '::1' || host === '0:0:0:0:0:0:0:1';
  return host === 'localhost';
}

function toConfig(env: Environment): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.DATA_DIR,
    workspaceRoot: env.WORKSPACE_ROOT,
    scriptsDir: env.SCRIPTS_DIR,
    checkpointTtlSeconds: env.CHECKPOINT_TTL_SECONDS,
    checkpointHistory: env.CHECKPOINT_HISTORY,
    completedRetentionSeconds: env.COMPLETED_RETENTION_SECONDS,
    workerConcurrency: env.WORKER_CONCURRENCY,
    heartbeatTtlMs: env.HEARTBEAT_TTL_MS,
    lockDurationMs: env.LOCK_DURATION_MS,
    stalledIntervalMs: env.STALLED_INTERVAL_MS,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    logLevel: env.LOG_LEVEL,
    defaultModel: env.DEFAULT_MODEL ?? null,
    providers: {
      deepseek: provider(env.DEEPSEEK_API_KEY, env.DEEPSEEK_BASE_URL),
      openai: provider(env.OPENAI_API_KEY, env.OPENAI_BASE_URL),
      anthropic: provider(env.ANTHROPIC_API_KEY, env.ANTHROPIC_BASE_URL),
      openaiCompatible: provider(env.OPENAI_COMPATIBLE_API_KEY, env.OPENAI_COMPATIBLE_BASE_URL),
    },
    firstByteTimeoutMs: env.MODEL_FIRST_BYTE_TIMEOUT_MS,
    idleTimeoutMs: env.MODEL_IDLE_TIMEOUT_MS,
    breaker: { failures: env.PROVIDER_BREAKER_FAILURES, openMs: env.PROVIDER_BREAKER_OPEN_MS },
    callbackAllowedHosts: env.CALLBACK_ALLOWED_HOSTS,
    allowUnauthenticated: env.ALLOW_UNAUTHENTICATED,
    prices: env.PRICES_FILE ?? null,
    dashboard: env.DASHBOARD,
    tracing: tracingOf(env),
    graphql: {
      maxDepth: env.GRAPHQL_MAX_DEPTH,
      maxBreadth: env.GRAPHQL_MAX_BREADTH,
      maxCost: env.GRAPHQL_MAX_COST,
      maxTokens: env.GRAPHQL_MAX_TOKENS,
      maxAliases: env.GRAPHQL_MAX_ALIASES,
      maxDirectives: env.GRAPHQL_MAX_DIRECTIVES,
      maxSubscriptions: env.GRAPHQL_MAX_SUBSCRIPTIONS,
      introspection: env.GRAPHQL_INTROSPECTION,
    },
  };
}

function tracingOf(env: Environment): TracingConfig | null {
  const hasCollector =
    env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
  if (!hasCollector || env.OTEL_SDK_DISABLED) return null;
  return { batchDelayMs: env.OTEL_BSP_SCHEDULE_DELAY, sampledShare: env.OTEL_TRACES_SAMPLER_ARG };
}

function provider(apiKey: string | undefined, baseUrl: string | undefined): ProviderConfig {
  return { apiKey: apiKey ?? null, baseUrl: baseUrl ?? null };
}

/** Nobody is asked for a key yet, so a server that others can reach has to be asked for in so many words. */
function exposure(given: NodeJS.ProcessEnv): string[] {
  const host = given.HOST ?? '127.0.0.1';
  if (isLoopback(host) || given.ALLOW_UNAUTHENTICATED === 'true') return [];
  return [
    `HOST: ${JSON.stringify(host)} lets other machines in, and Retoma asks nobody for a key. Use 127.0.0.1, or set ALLOW_UNAUTHENTICATED=true where the network is trusted (a container, a private network)`,
  ];
}

/** Values of keys and addresses may be secret and are not repeated; what is wrong with a file names it. */
function describe(issue: z.core.$ZodIssue, given: NodeJS.ProcessEnv): string {
  const name = String(issue.path[0]);
  const secret = name.endsWith('_KEY') || name.endsWith('_URL');
  const isSaid = secret || name.endsWith('_FILE');
  return `${name}: ${issue.message}${isSaid ? '' : `, got ${JSON.stringify(given[name])}`}`;
}

/** Host names or addresses, with commas between them. As URLs write them: lower case, IPv6 without its brackets. */
function hostList() {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const hosts = text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== '');
      if (hosts.some((host) => !/^[a-z0-9.:-]+$/.test(host))) {
        context.addIssue({
          code: 'custom',
          message: 'expected hosts with commas between them, without ports',
        });
        return z.NEVER;
      }
      return hosts;
    });
}

/** `max` defaults to the longest time that a timer of Node takes (24.8 days in milliseconds). */
function wholeNumber(min: number, max = 2_147_483_647) {
  const expected =
    max === 2_147_483_647 ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`;
  return z.string().transform((text, context) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}` });
    return z.NEVER;
  });
}

function share() {
  return z.string().transform((text, context) => {
    const value = /^\d*\.?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= 0 && value <= 1) return value;
    context.addIssue({ code: 'custom', message: 'expected a number from 0 to 1' });
    return z.NEVER;
  });
}

function flag(fallback: 'true' | 'false') {
  return z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default(fallback)
    .transform((value) => value === 'true');
}

/** The list in the file that is named, read at once. */
function priceList() {
  return z
    .string()
    .transform((path, context): PriceList => {
      try {
        return readPriceList(resolve(path));
      } catch (error) {
        const message = `${JSON.stringify(path)} is no price list: ${(error as Error).message}`;
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    })
    .optional();
}

function folder(fallback: string) {
  return z
    .string()
    .prefault(fallback)
    .transform((path) => resolve(path));
}

function httpUrl() {
  return z
    .url({ protocol: /^https?$/, error: 'expected an address that starts with http:// or https://' })
    .optional();
}

function isRedisUrl(value: string, context: z.RefinementCtx): void {
  try {
    parseRedisUrl(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
}
