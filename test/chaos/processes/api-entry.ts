import { stopAsInstructed } from './failpoints.ts';
import { instructionsFrom } from './stops.ts';

/** An API process of the kit: the real one, which ends where it was told to. It dies with the kit. */
stopAsInstructed(instructionsFrom(process.env));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

await import('../../../src/api/main.ts');
