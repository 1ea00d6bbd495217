import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves: else `graphql` comes twice, for our files as ES module and for its users as CommonJS.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Read against `dir`, which `npm run test:e2e` narrows.
    dir: 'test',
    include: ['**/*.test.ts'],
    // Two cores; tests start real servers and processes of their own.
    maxWorkers: 2,
    // For a machine that has much else to do; a wait that is in vain says so well before (`support/wait.ts`).
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
