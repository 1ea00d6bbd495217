/** Environment of a process that is to believe that it is on another host. See `other-host.ts`. */
export const ON_ANOTHER_HOST = {
  NODE_OPTIONS: `--import ${new URL('./other-host.ts', import.meta.url).href}`,
} as const;
