import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const COUNTED_TOGETHER = 256;

/**
 * What this one process does. Counts and times every request by route, never by path: ids make no label values. One
 * registry per server, so that several may live in one process.
 */
export function measureProcess(app: FastifyInstance, streams: { readonly size: number }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'retoma_api_http_requests_total',
    help: 'HTTP requests that this process answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
    collect: () => count(),
  });
  const duration = new Histogram({
    name: 'retoma_api_http_request_duration_seconds',
    help: 'From the request to the end of its answer, in this process, by method and route.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
    collect: () => count(),
  });
  new Gauge({
    name: 'retoma_api_subscribers',
    help: 'GraphQL subscriptions that are open on this process.',
    registers: [registry],
    collect() {
      this.set(streams.size);
    },
  });
  let answered: { method: string; route: string; status: number; seconds: number }[] = [];
  const count = () => {
    for (const { method, route, status, seconds } of answered) {
      requests.inc({ method, route, status });
      duration.observe({ method, route }, seconds);
    }
    answered = [];
  };
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const method = route === 'unmatched' ? 'any' : request.method;
    answered.push({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    // Many at a time: it costs a third of what it does one by one, between all that answers a request.
    if (answered.length >= COUNTED_TOGETHER) count();
    done();
  });
  return registry;
}
