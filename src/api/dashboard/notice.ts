import type { DashboardState } from './dashboard.ts';

const TEXTS: Record<Exclude<DashboardState, 'READY'>, string> = {
  BUILDING: 'The dashboard is being built, which takes some seconds. It opens by itself.',
  FAILED:
    'The dashboard could not be built; the log of the server says why. The API works without it: <a href="/graphql">GraphiQL</a>.',
};

/** What a browser is shown instead of the page. */
export function notice(state: DashboardState): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Retoma</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <h1>Retoma</h1>
    <p>${state === 'READY' ? '' : TEXTS[state]}</p>
  </body>
</html>
`;
}
