import { describe, expect, it } from 'vitest';
import { builtinTools, toolDefinitions } from '../../../src/agent/tools/index.ts';
import { tool } from './support.ts';

describe('the tools', () => {
  it('are the six of the contract, with their policies', () => {
    expect(builtinTools.map(({ name, policy }) => [name, policy])).toEqual([
      ['read_file', 'PURE'],
      ['list_files', 'PURE'],
      ['search_files', 'PURE'],
      ['write_file', 'VERIFY'],
      ['edit_file', 'VERIFY'],
      ['run_command', 'REPORT'],
    ]);
  });

  it('can be verified exactly when their policy says so', () => {
    for (const { policy, prepare, verify } of builtinTools) {
      expect(verify !== undefined && prepare !== undefined).toBe(policy === 'VERIFY');
    }
  });

  it('are told to a model as plain JSON Schema, closed to other properties', () => {
    const byName = Object.fromEntries(toolDefinitions(builtinTools).map((each) => [each.name, each]));
    const shapes = Object.entries(byName).map(([name, { parameters, description }]) => {
      expect(description).not.toBe('');
      expect(parameters).toMatchObject({ type: 'object', additionalProperties: false });
      expect(parameters).not.toHaveProperty('$schema');
      expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
      const properties = parameters.properties as Record<string, { type: string; description: string }>;
      for (const property of Object.values(properties)) expect(property.description).toBeTypeOf('string');
      return [name, Object.keys(properties), parameters.required ?? []];
    });
    expect(shapes).toEqual([
      ['read_file', ['path', 'startLine', 'endLine'], ['path']],
      ['list_files', ['path', 'glob'], []],
      ['search_files', ['pattern', 'path', 'glob'], ['pattern']],
      ['write_file', ['path', 'content'], ['path', 'content']],
      ['edit_file', ['path', 'oldText', 'newText'], ['path', 'oldText', 'newText']],
      ['run_command', ['command', 'timeoutSeconds'], ['command']],
    ]);
  });

  it.each([
    ['read_file', { path: 'a', extra: 1 }],
    ['read_file', { path: '' }],
    ['read_file', { path: 'a', startLine: 0 }],
    ['read_file', { path: 'a', startLine: 1.5 }],
    ['write_file', { path: 'a' }],
    ['edit_file', { path: 'a', oldText: '', newText: 'b' }],
    ['search_files', { pattern: '' }],
    ['run_command', { command: 'true', timeoutSeconds: 601 }],
    ['run_command', { command: 'true', timeoutSeconds: 0 }],
    ['run_command', { command: 'a\0b' }],
    ['run_command', { command: `: ${'€'.repeat(40_000)}` }],
  ])('%s refuses %j', (name, input) => {
    expect(tool(name).input.safeParse(input).success).toBe(false);
  });
});
