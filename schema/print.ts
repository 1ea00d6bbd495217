import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './index.ts';

/** The schema as it is. */
export const SCHEMA_FILE = fileURLToPath(new URL('schema.graphql', import.meta.url));

/** The schema that clients were told they can rely on; a change that breaks it fails the tests. */
export const BASELINE_FILE = fileURLToPath(new URL('baseline.graphql', import.meta.url));

/** The schema as SDL, sorted, so that a change of it reads well in a diff. */
export function printSorted(): string {
  return `# Printed by \`npm run schema\`. Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
}

if (import.meta.main) {
  writeFileSync(SCHEMA_FILE, printSorted());
  if (process.argv.includes('--baseline')) writeFileSync(BASELINE_FILE, printSorted());
}
