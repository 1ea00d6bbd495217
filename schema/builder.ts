import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../resolvers/context.ts';
import { MAX_PAGE } from '../resolvers/inputs.ts';
import { RetomaError } from '../src/errors.ts';
import type { JsonValue } from '../src/store/messages.ts';
import { costOfField } from './cost.ts';
import { decodeGlobalId, encodeGlobalId } from './global-id.ts';

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: string };
    JSON: { Input: JsonValue; Output: JsonValue };
    SafeInt: { Input: number; Output: number };
  };
}

/**
 * What every type of the schema is built with. A field is non-null unless it says otherwise. Costs are noted on the
 * fields here and summed up by the server (`src/api/graphql/cost-limit.ts`), before anything is executed.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: { disabled: true, fieldComplexity: costOfField },
  errors: { directResult: true },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID: decodeGlobalId,
    edgesFieldOptions: {
      nullable: false,
      description: 'The items of this page, each with its cursor.',
      complexity: { field: 1, multiplier: 1 },
    },
    nodesOnConnection: {
      description: 'The items of this page without their cursors; the same as `edges { node }`.',
      complexity: { field: 1, multiplier: 1 },
    },
    nodeFieldOptions: { nullable: false, description: 'The item itself.' },
    cursorFieldOptions: {
      description:
        'The place of this item, opaque. Pass it as `after` to go on behind it, also after a reconnect.',
    },
    pageInfoFieldOptions: { description: 'Whether there is more, and where to go on.', complexity: 0 },
    pageInfoTypeOptions: { description: 'Where a page stands within its list.' },
    hasNextPageFieldOptions: { description: 'There are items behind this page.' },
    hasPreviousPageFieldOptions: { description: 'There are items before this page.' },
    startCursorFieldOptions: { description: 'The cursor of the first item; null when the page is empty.' },
    endCursorFieldOptions: {
      description: 'The cursor of the last item, for the next `after`; null when the page is empty.',
    },
    nodeTypeOptions: { description: 'An object that can be fetched again by its global id.' },
    idFieldOptions: {
      description: 'Global id: opaque, unique over all types, for `node` and for the caches of clients.',
    },
    nodeQueryOptions: {
      description:
        'An object by its global id (the `id` of a `Checkpoint` or a `Job`); null when it is gone.',
      args: { id: { description: 'A global id, as an `id` field gave it.' } },
    },
    nodesQueryOptions: {
      description:
        'Objects by their global ids, in the order asked for; null in the place of one that is gone.',
      args: { ids: { description: `At most ${MAX_PAGE} global ids, as \`id\` fields gave them.` } },
      complexity: ({ ids }: { ids: readonly unknown[] }) => ({
        field: 1,
        multiplier: Math.max(1, ids.length),
      }),
      resolve(_root, { ids }, _context, _info, resolveNodes) {
        if (ids.length <= MAX_PAGE) return resolveNodes(ids);
        throw new RetomaError(
          'INVALID_INPUT',
          `"ids" may hold at most ${MAX_PAGE} ids; it holds ${ids.length}.`,
        );
      },
    },
  },
});

builder.queryType({ description: 'What can be asked. Nothing here changes anything.' });
builder.mutationType({
  description:
    'What can be done. Each mutation takes one `input` and answers with its payload or with an error that was to be expected: ask for `__typename` and `... on Error { code message }`.',
});

builder.subscriptionType({
  description:
    'What can be watched live, over SSE (`Accept: text/event-stream`) or WebSocket (graphql-ws) at the same address.',
});
