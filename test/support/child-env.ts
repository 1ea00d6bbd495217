/**
 * The environment of a process that a test starts: nothing of what npm, vitest or a developer put into ours. Compiled
 * modules are shared, since every process would spend half a second of CPU on compiling them again.
 */
export function childEnv(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...own };
}
