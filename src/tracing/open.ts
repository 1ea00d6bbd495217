import type { Config } from '../config.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/**
 * Tracing, when the environment names a collector; else null, and nothing of OpenTelemetry is loaded: it would cost a
 * start of the process some tens of milliseconds and its memory some megabytes.
 */
export async function openTracing(
  config: Pick<Config, 'tracing'>,
  options: TracingOptions,
): Promise<Tracing | null> {
  if (config.tracing === null) return null;
  const { startTracing } = await import('./tracing.ts');
  return startTracing(config.tracing, options);
}
