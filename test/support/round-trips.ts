import type { Redis } from 'ioredis';

/** What was sent to a Redis. */
export interface Sent {
  commands: number;
  /** The longest chain of commands of which each was sent after an answer to the one before. */
  roundTrips: number;
}

/** Counts what `work` sends over a connection that nobody else uses meanwhile. */
export async function countRoundTrips(redis: Redis, work: () => Promise<unknown>): Promise<Sent> {
  const sent: Sent = { commands: 0, roundTrips: 0 };
  let answered = 0;
  const send = redis.sendCommand;
  redis.sendCommand = function count(this: Redis, command, ...rest) {
    const trip = answered + 1;
    sent.commands += 1;
    sent.roundTrips = Math.max(sent.roundTrips, trip);
    const note = () => {
      answered = Math.max(answered, trip);
    };
    command.promise.then(note, note);
    return send.call(this, command, ...rest);
  };
  try {
    await work();
  } finally {
    redis.sendCommand = send;
  }
  return sent;
}
