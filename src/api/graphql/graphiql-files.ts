import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { EXAMPLES, TOUR } from './examples.ts';
import { GRAPHQL_PATH } from './yoga.ts';

/** Where the files of the page are served. */
export const GRAPHIQL_PATH = `${GRAPHQL_PATH}/graphiql`;

/** Nothing but this server is talked to, and no script but its own files runs. The editor styles its lines inline. */
export const GRAPHIQL_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const GRAPHIQL_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Retoma: GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${GRAPHIQL_PATH}/graphiql.css" />
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root">GraphiQL is loading…</div>
    <script src="${GRAPHIQL_PATH}/graphiql.js"></script>
    <script src="${GRAPHIQL_PATH}/start.js"></script>
  </body>
</html>
`;

const OPTIONS = {
  title: 'Retoma',
  endpoint: GRAPHQL_PATH,
  subscriptionsProtocol: 'SSE',
  // Subscriptions too: what a page may send with GET, pages of other sites may as well (CSRF).
  method: 'POST',
  schemaDescription: true,
  defaultTabs: EXAMPLES.map(({ query, variables }) => ({
    query,
    variables: variables === undefined ? null : JSON.stringify(variables, null, 2),
  })),
};

const START = `'use strict';
const WORKERS = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => '${GRAPHIQL_PATH}/' + (WORKERS[label] ?? 'editor.worker.js'),
};
const options = ${JSON.stringify(OPTIONS)};
const tour = 'tour-' + Math.random().toString(36).slice(2, 6);
for (const tab of options.defaultTabs) tab.variables = tab.variables?.replace('${TOUR}', tour);
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), options);
`;

/**
 * GraphiQL 5 leaves on its tabs a transform of its opening animation, and hides it only from those without the focus: a
 * tab jumps away under the first click, which is lost.
 */
const STYLE = '.graphiql-tab { transform: none !important; }';

export interface GraphiQLFile {
  type: string;
  etag: string;
  bytes: Buffer;
  gzipped: Buffer;
}

let files: Promise<Map<string, GraphiQLFile>> | null = null;

/** A file of the page by its name; undefined when there is none. They are megabytes, and read when first asked for. */
export async function graphiqlFile(name: string): Promise<GraphiQLFile | undefined> {
  files ??= readFiles();
  return (await files).get(name);
}

async function readFiles(): Promise<Map<string, GraphiQLFile>> {
  const built = await import('@graphql-yoga/render-graphiql/graphiql');
  const script = 'text/javascript; charset=utf-8';
  const texts = [
    ['graphiql.js', script, built.js],
    ['graphiql.css', 'text/css; charset=utf-8', `${built.css}\n${STYLE}\n`],
    ['editor.worker.js', script, built.editorWorkerService],
    ['graphql.worker.js', script, built.graphqlWorker],
    ['json.worker.js', script, built.jsonWorker],
    ['start.js', script, START],
  ] as const;
  return new Map(
    await Promise.all(
      texts.map(async ([name, type, text]): Promise<[string, GraphiQLFile]> => {
        const bytes = Buffer.from(text);
        const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
        return [name, { type, etag, bytes, gzipped: await promisify(gzip)(bytes) }];
      }),
    ),
  );
}
