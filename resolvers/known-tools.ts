import { builtinTools } from '../src/agent/tools/index.ts';
import type { Tool } from '../src/agent/tools/tool.ts';
import type { JsonValue } from '../src/store/messages.ts';
import type { ReplayPolicy } from '../src/store/records.ts';
import { InputError } from './parse-input.ts';

const TOOLS: ReadonlyMap<string, Tool> = new Map(builtinTools.map((tool) => [tool.name, tool]));

/** The policy of a tool; `REPORT`, the most careful one, for a name that no tool has. */
export function policyOf(name: string): ReplayPolicy {
  return TOOLS.get(name)?.policy ?? 'REPORT';
}

/** @throws InputError, naming the tools that there are. */
export function checkToolNames(names: readonly string[]): void {
  const unknown = names.find((name) => !TOOLS.has(name));
  if (unknown === undefined) return;
  throw new InputError(
    `"requireApproval" names the tool ${JSON.stringify(unknown)}, which there is not. The tools are: ${[...TOOLS.keys()].join(', ')}.`,
    'requireApproval',
  );
}

/** @throws InputError for arguments that the tool does not take; those of a tool that is not known here pass. */
export function checkToolArguments(name: string, given: JsonValue): void {
  const checked = TOOLS.get(name)?.input.safeParse(given);
  if (checked === undefined || checked.success) return;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
  throw new InputError(`"arguments" does not fit ${name}: ${problems.join('; ')}.`, 'arguments');
}
