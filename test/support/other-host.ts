import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

/**
 * Loaded before the main module of a process, and of its threads: makes it believe that it is alone on another host. Its
 * process number stays what it is, so a signal of the test still reaches it.
 */
os.hostname = () => `host-of-${process.pid}`;
syncBuiltinESMExports();
