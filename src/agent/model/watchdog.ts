export interface Patience {
  /** How long to wait for the headers, and then again for the first byte of the body. */
  firstByteTimeoutMs: number;
  /** How long to wait for each further piece of the body. */
  idleTimeoutMs: number;
}

/**
 * A `fetch` that gives up on a server that falls silent, before its headers or in the middle of its body. Any byte is
 * a sign of life, comments that only keep the connection open included. (The SDK's own timeouts begin with the headers
 * and do not see comments.)
 *
 * The clock runs only while somebody waits for bytes, so a slow reader is never taken for a silent server, and no timer
 * is left behind by a body that nobody reads to its end.
 *
 * @param silence what the request, or the body, is rejected with
 */
export function watchedFetch(patience: Patience, silence: (ms: number) => Error): typeof fetch {
  return async (input, init) => {
    const giveUp = new AbortController();
    const signal = init?.signal ? AbortSignal.any([init.signal, giveUp.signal]) : giveUp.signal;
    async function within<T>(ms: number, waiting: Promise<T>): Promise<T> {
      const timer = setTimeout(() => giveUp.abort(silence(ms)), ms);
      try {
        return await waiting;
      } finally {
        clearTimeout(timer);
      }
    }

    const { firstByteTimeoutMs, idleTimeoutMs } = patience;
    // A redirect is reported, not followed: the key in the headers is meant for this address.
    const response = await within(firstByteTimeoutMs, fetch(input, { ...init, signal, redirect: 'manual' }));
    if (response.body === null) return response;

    const reader = response.body.getReader();
    let patienceMs = firstByteTimeoutMs;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await within(patienceMs, reader.read());
          patienceMs = idleTimeoutMs;
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      // Bytes are asked for only when the reader asks.
      { highWaterMark: 0 },
    );
    return new Response(body, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}
