import { readFileSync } from 'node:fs';
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../schema/index.ts';
import { BASELINE_FILE, printSorted, SCHEMA_FILE } from '../../schema/print.ts';

/** What would break clients that were written for `before`. A deprecated field may go. */
async function breaksOf(before: GraphQLSchema, after: GraphQLSchema): Promise<string[]> {
  const changes = await diff(before, after, [DiffRule.suppressRemovalOfDeprecatedField]);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message);
}

const baseline = () => readFileSync(BASELINE_FILE, 'utf8');

describe('schema.graphql', () => {
  it('is what the code says', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8'), 'Run `npm run schema` and commit schema/schema.graphql.').toBe(
      printSorted(),
    );
  });

  it('breaks no client of the baseline', async () => {
    expect(
      await breaksOf(buildSchema(baseline()), schema),
      'Deprecate instead. A break that is meant: `npm run schema -- --baseline`, and a line in CHANGELOG.md.',
    ).toEqual([]);
  });
});

describe('the check for breaks', () => {
  const FIELD = '  storedBytes: SafeInt!';
  const NOTE = '@deprecated(reason: "Use sizeBytes. Removed after 2026-01-01.")';
  const schemaWith = (field: string) => {
    expect(baseline()).toContain(FIELD);
    return buildSchema(baseline().replace(FIELD, field));
  };

  it('sees a field that is gone', async () => {
    const changed = schemaWith('  otherBytes: SafeInt!');
    expect(await breaksOf(schemaWith(FIELD), changed)).toEqual([
      "Field 'storedBytes' was removed from object type 'Checkpoint'",
    ]);
  });

  it('sees a field that may be null now', async () => {
    expect(await breaksOf(schemaWith(FIELD), schemaWith('  storedBytes: SafeInt'))).toHaveLength(1);
  });

  it('lets go what was deprecated', async () => {
    const changed = schemaWith('  otherBytes: SafeInt!');
    expect(await breaksOf(schemaWith(`${FIELD} ${NOTE}`), changed)).toEqual([]);
  });
});
