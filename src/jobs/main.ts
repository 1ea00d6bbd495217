import { runWorkerProcess } from './worker-process.ts';

/** The main module of a worker process. */
try {
  await runWorkerProcess();
} catch (error) {
  // What is foreseen says in a line what to do; a stack would only hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
