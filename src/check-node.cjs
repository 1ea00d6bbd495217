// Loaded before the main module of what npm runs, and written so that any Node reads it: an older one would only say
// that it does not know `.ts`.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const isOld = Number.parseInt(process.versions.node, 10) < 24;
if (isOld || !existsSync(join(__dirname, '../node_modules/node'))) {
  console.error('Run `npm ci` first: it brings Node 24 and all packages.');
  process.exit(1);
}
