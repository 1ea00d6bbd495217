import { expect, it } from 'vitest';
import { type CallInShort, ToolStarts } from './tool-starts.ts';

function call(id: string, startedAt: string | null, state: CallInShort['state'] = 'RUNNING'): CallInShort {
  return { id, name: 'run_command', state, startedAt, argumentsExcerpt: { arguments: {} } };
}

it('tells once of a call that begins, behind the version that asks for it', () => {
  const starts = new ToolStarts();
  starts.hear(3, [call('a', null, 'PENDING'), call('b', '1')]);
  expect(starts.take(2)).toEqual([]);
  starts.hear(3, [call('a', '2'), call('b', '1')]);
  expect(starts.take(3).map(({ id }) => id)).toEqual(['b', 'a']);
  starts.hear(3, [call('a', '2'), call('b', '1')]);
  expect(starts.take(3)).toEqual([]);
});

it('tells again of a call that was cut off and begins again, and of the same id in another turn', () => {
  const starts = new ToolStarts();
  starts.hear(1, [call('a', '1')]);
  starts.hear(1, [call('a', '2')]);
  expect(starts.take(1)).toHaveLength(2);
  starts.hearResult('a', '2');
  starts.hear(3, [call('a', '3')]);
  expect(starts.take(3)).toHaveLength(1);
});

it.each(['before', 'after'])('does not tell of a call whose result was told %s it was heard of', (order) => {
  const starts = new ToolStarts();
  if (order === 'before') starts.hearResult('a', '1');
  starts.hear(1, [call('a', '1')]);
  if (order === 'after') starts.hearResult('a', '1');
  expect(starts.take(1)).toEqual([]);
});
