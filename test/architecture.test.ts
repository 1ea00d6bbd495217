import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may know whom: docs and code reviews forget, this does not. See "The house" in the design. */

const ROOT = resolve(import.meta.dirname, '..');

/** The first area that fits is the area of a file. */
const AREAS: [name: string, pattern: RegExp][] = [
  ['basics', /^src\/(errors|failpoints|json-depth|process-identity|usable-folder|within)\.ts$/],
  ['config', /^src\/config\.ts$/],
  ['log', /^src\/log(-\w+)?\.ts$/],
  ['contract', /^src\/store\/(contract|records|messages|errors|job-id)\.ts$/],
  ['default store', /^src\/store\/default\.ts$/],
  ['store', /^src\/store\//],
  ['redis', /^src\/redis\//],
  ['prices', /^src\/metrics\/prices\.ts$/],
  ['metrics', /^src\/metrics\//],
  ['agent', /^src\/agent\//],
  ['tracing', /^src\/tracing\//],
  ['jobs', /^src\/jobs\//],
  ['resolvers', /^resolvers\//],
  ['schema', /^schema\//],
  ['routes', /^src\/api\/routes\//],
  ['api', /^src\/api\//],
  ['start', /^src\/start(\.ts$|\/)/],
];

/** What each area may import beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  basics: [],
  contract: ['basics'],
  redis: ['basics'],
  prices: ['contract'],
  config: ['redis', 'prices'],
  metrics: ['agent', 'store', 'contract', 'prices', 'basics'],
  tracing: ['agent', 'config', 'contract', 'basics'],
  log: ['config'],
  store: ['contract', 'basics'],
  'default store': ['store', 'contract', 'redis', 'config', 'log'],
  agent: ['contract', 'basics'],
  jobs: ['agent', 'metrics', 'tracing', 'store', 'contract', 'redis', 'config', 'log', 'basics'],
  resolvers: ['jobs', 'store', 'agent', 'metrics', 'prices', 'contract', 'redis', 'config', 'basics'],
  schema: ['resolvers', 'metrics', 'prices', 'contract', 'basics'],
  routes: ['resolvers', 'api', 'contract', 'basics'],
  api: [
    ...['schema', 'routes', 'resolvers', 'jobs', 'agent', 'metrics', 'prices', 'store', 'contract'],
    ...['tracing', 'redis', 'config', 'log', 'basics'],
  ],
  start: ['redis', 'config', 'log', 'basics'],
};

/** The store behind the ready-made `checkpointManager`, opened by its first use. */
const EXCEPTIONS = ['src/agent/checkpoint.ts -> src/store/default.ts'];

/** The areas that may know a package; packages that are not named here are anybody's. */
const PACKAGES: [pattern: RegExp, areas: string[]][] = [
  [/^ioredis$/, ['redis', 'store', 'metrics', 'jobs', 'api']],
  [/^prom-client$/, ['api']],
  [/^bullmq$/, ['jobs']],
  [/^fastify$/, ['api', 'routes']],
  [/^(ai|@ai-sdk\/.*)$/, ['agent']],
  [/^@pothos\//, ['schema']],
  [/^(graphql-yoga|@graphql-yoga\/.*|graphql-ws|ws)$/, ['api']],
  [/^graphql-redis-subscriptions$/, ['api', 'jobs']],
  [/^graphql$/, ['schema', 'api', 'tracing']],
  [/^@opentelemetry\//, ['tracing']],
];

interface Import {
  from: string;
  specifier: string;
}

const FILES = globSync(['src/**/*.ts', 'schema/**/*.ts', 'resolvers/**/*.ts'], { cwd: ROOT }).toSorted();
const IMPORTS = FILES.flatMap((from) =>
  specifiersOf(readFileSync(join(ROOT, from), 'utf8')).map((specifier): Import => ({ from, specifier })),
);
const LOCAL = IMPORTS.filter(({ specifier }) => specifier.startsWith('.')).map(({ from, specifier }) => ({
  from,
  to: normalize(join(dirname(from), specifier)),
}));

/** Static and dynamic imports and re-exports. A module that is started by its URL, in a thread or process, is none. */
function specifiersOf(source: string): string[] {
  const patterns = [
    /^(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'/gm,
    /^import\s*'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'/g,
  ];
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function areaOf(file: string): string {
  const area = AREAS.find(([, pattern]) => pattern.test(file));
  if (area === undefined) throw new Error(`${file} belongs to no area; name one in AREAS.`);
  return area[0];
}

/** The first circle that is found, as a path that ends where it began; empty when there is none. */
function findCircle(edges: { from: string; to: string }[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of targets.get(file) ?? []) {
      const circle = visit(to, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('the reader of imports', () => {
  it('finds every form, and nothing else', () => {
    const source = `import a, { type B } from 'one';
import {
  c,
  d,
} from './two.ts';
import type { E } from 'three';
export { f } from 'four';
export * from 'five';
import 'six';
const g = await import('seven');
new Worker(new URL('./eight.ts', import.meta.url));
export const text = "not from 'nine'";
const other = 'ten';`;
    expect(specifiersOf(source).toSorted()).toEqual(
      ['one', './two.ts', 'three', 'four', 'five', 'six', 'seven'].toSorted(),
    );
  });

  it('finds circles', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ];
    expect(findCircle(edges)).toEqual([]);
    expect(findCircle([...edges, { from: 'c', to: 'b' }])).toEqual(['b', 'c', 'b']);
  });
});

describe('imports', () => {
  it('name files that are there, with .ts, and builtin modules with node:', () => {
    const wrong = IMPORTS.filter(({ from, specifier }) =>
      specifier.startsWith('.')
        ? !/\.(ts|json)$/.test(specifier) || !existsSync(join(ROOT, dirname(from), specifier))
        : isBuiltin(specifier) && !specifier.startsWith('node:'),
    );
    expect(wrong).toEqual([]);
  });

  it('keep to who may know whom', () => {
    const wrong = LOCAL.filter(({ from, to }) => {
      const [area, other] = [areaOf(from), areaOf(to)];
      if (area === other || MAY_IMPORT[area]?.includes(other)) return false;
      return !EXCEPTIONS.includes(`${from} -> ${to}`);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('bring in a package only where it belongs', () => {
    const wrong = IMPORTS.filter(({ from, specifier }) => {
      const rule = PACKAGES.find(([pattern]) => pattern.test(specifier));
      return rule !== undefined && !rule[1].includes(areaOf(from));
    });
    expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });

  it('load OpenTelemetry only where it is wanted', () => {
    // All of it is behind the one dynamic import of `open.ts`.
    const sources = FILES.filter((file) => areaOf(file) !== 'tracing' || file === 'src/tracing/open.ts');
    const loading = sources.filter((file) =>
      /^(?:import|export)\s+(?!type\b)[^;]*?from\s*'[^']*\/tracing\/(?!open\.ts')|^import\s+(?!type\b)[^;]*?from\s*'\.\/tracing\.ts'/m.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(loading).toEqual([]);
  });

  it('make no circles, types included', () => {
    expect(findCircle(LOCAL)).toEqual([]);
  });
});
