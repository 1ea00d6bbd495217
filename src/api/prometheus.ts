import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CATALOGUE, type HistogramFamily, type Reading } from '../metrics/catalogue.ts';
import type { Histogram as Counts } from '../metrics/histograms.ts';
import { readInstallation } from '../metrics/sampling.ts';
import type { ContextOf } from './deps.ts';

/**
 * `GET /metrics`: what the whole installation counted, the same from every API process, and behind it what this one
 * process is and does (`retoma_api_…`, `process_…`, `nodejs_…`). Without Redis only the latter, and
 * `retoma_installation_up` says so.
 */
export function serveMetrics(app: FastifyInstance, own: Registry, contextOf: ContextOf): void {
  app.get('/metrics', async (request, reply) => {
    const { server, store, ledger, config, log } = contextOf(request);
    const workers = async () => (await server.workers()).length;
    const installation = await readInstallation({ store, ledger, workers }).catch((error: unknown) => {
      log.warn({ err: error }, 'the metrics of the installation could not be read');
      return null;
    });
    const shared = registryOf(installation === null ? null : { ...installation, prices: config.prices });
    reply.header('content-type', own.contentType);
    return `${await shared.metrics()}\n${await own.metrics()}`;
  });
}

function registryOf(reading: Reading | null): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'retoma_installation_up',
    help: 'Whether Redis could be asked for what the installation counted; without it there is none of that.',
    registers,
  }).set(reading === null ? 0 : 1);
  if (reading === null) return registry;
  for (const family of CATALOGUE) {
    const { name, help } = family;
    const labelNames = [...family.labels];
    if (family.type === 'histogram') {
      const histogram = new CountedHistogram({
        name,
        help,
        labelNames,
        registers,
        buckets: [...family.steps],
      });
      histogram.take(family, reading);
      continue;
    }
    const metric =
      family.type === 'gauge'
        ? new Gauge({ name, help, labelNames, registers })
        : new Counter({ name, help, labelNames, registers });
    for (const [labels, value] of family.read(reading)) metric.inc(named(labelNames, labels), value);
  }
  return registry;
}

function named(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

interface Line {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

/** A histogram that did not see its values: they were counted by others. */
class CountedHistogram extends Histogram {
  #answer = {};

  take(family: HistogramFamily, reading: Reading): void {
    const { name, help, type, labels } = family;
    const values = [...family.read(reading)].flatMap(([given, counts]) =>
      linesOf(family, named(labels, given), counts),
    );
    this.#answer = { name, help, type, values, aggregator: 'sum' };
  }

  /** What the registry asks for when it writes its text. */
  async getForPromString(): Promise<object> {
    return this.#answer;
  }
}

function linesOf({ name, steps }: HistogramFamily, labels: Record<string, string>, counts: Counts): Line[] {
  const upTo = (le: number) =>
    counts.steps.reduce((sum, step) => (step.le <= le ? sum + step.count : sum), 0);
  return [
    ...steps.map((le) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: upTo(le) })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: counts.count },
    { metricName: `${name}_sum`, labels, value: counts.sum },
    { metricName: `${name}_count`, labels, value: counts.count },
  ];
}
