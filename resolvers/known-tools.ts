import { builtinTools } from '../src/agent/tools/index.ts';
import { RetomaError } from '../src/errors.ts';
import type { ReplayPolicy } from '../src/store/records.ts';

const POLICIES: ReadonlyMap<string, ReplayPolicy> = new Map(
  builtinTools.map(({ name, policy }) => [name, policy]),
);

/** The policy of a tool; `REPORT`, the most careful one, for a name that no tool has. */
export function policyOf(name: string): ReplayPolicy {
  return POLICIES.get(name) ?? 'REPORT';
}

/** @throws RetomaError INVALID_INPUT, naming the tools that there are. */
export function checkToolNames(names: readonly string[]): void {
  const unknown = names.find((name) => !POLICIES.has(name));
  if (unknown === undefined) return;
  throw new RetomaError(
    'INVALID_INPUT',
    `"requireApproval" names the tool ${JSON.stringify(unknown)}, which there is not. The tools are: ${[...POLICIES.keys()].join(', ')}.`,
  );
}
