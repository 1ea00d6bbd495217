import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * `npm run codegen`: checks the operations that stand in `graphql(`…`)` against the committed schema, and writes their
 * types. What it writes is committed; `test/codegen.test.ts` fails when it is stale.
 */

const clientPreset = {
  preset: 'client',
  config: {
    // Node runs the files as they are.
    importExtension: '.ts',
    useTypeImports: true,
    enumType: 'string-literal',
    // A new scalar has to be named here instead of becoming `any`.
    strictScalars: true,
    scalars: { ID: 'string', DateTime: 'string', SafeInt: 'number', JSON: 'unknown' },
  },
} as const;

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  ignoreNoDocuments: true,
  generates: {
    'test/gql/': {
      ...clientPreset,
      documents: ['test/**/*.ts', 'demo/**/*.ts', 'bench/**/*.ts'],
      presetConfig: { fragmentMasking: false },
    },
    'dashboard/src/gql/': {
      ...clientPreset,
      // Texts instead of trees: a quarter of the bytes for browsers to fetch.
      config: { ...clientPreset.config, documentMode: 'string' },
      documents: ['dashboard/src/**/*.{ts,tsx}'],
      // Not `useFragment`, as it is called by default: it is no hook.
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
    },
  },
};

export default config;
