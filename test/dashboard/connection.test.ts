import { describe, expect, it } from 'vitest';
import { Connection } from '../../dashboard/src/api/connection.ts';

function opened() {
  const connection = new Connection();
  const returns: string[] = [];
  connection.onReturn(() => returns.push(connection.state.kind));
  connection.connected();
  return { connection, returns };
}

describe('Connection', () => {
  it('tells of a return only after it was lost', () => {
    const { connection, returns } = opened();
    expect(returns).toEqual([]);
    connection.lost();
    connection.connected();
    expect(returns).toEqual(['LIVE']);
  });

  it('takes a store that is away for a loss, and its first answer for a return', () => {
    const { connection, returns } = opened();
    connection.storeLost();
    expect(connection.state).toMatchObject({ kind: 'LOST', who: 'STORE' });
    connection.storeAnswered();
    connection.storeAnswered();
    expect(returns).toEqual(['LIVE']);
  });

  it('takes no answer of a store for a socket that is there', () => {
    const { connection, returns } = opened();
    connection.lost();
    connection.storeLost();
    connection.storeAnswered();
    expect(connection.state).toMatchObject({ kind: 'LOST', who: 'SERVER' });
    expect(returns).toEqual([]);
  });

  it('waits longer each time, and no longer once a person says so', async () => {
    const { connection } = opened();
    connection.lost();
    const waited = connection.pause();
    expect(connection.state).toMatchObject({ attempt: 1, retryAt: expect.any(Number) });
    connection.tryNow();
    await waited;
    expect(connection.state).toMatchObject({ kind: 'LOST', retryAt: null });
  });
});
