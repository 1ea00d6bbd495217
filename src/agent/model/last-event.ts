/** With the first, the line itself is all; the others name an event, whose data follow up to an empty line. */
const DONE = 'data: [DONE]';
const LAST_EVENTS = new Set([
  'event: response.completed',
  'event: response.incomplete',
  'event: response.failed',
  'event: message_stop',
]);
const LONGEST = Math.max(...[DONE, ...LAST_EVENTS].map((line) => line.length)) + 1;
const NEWLINE = 0x0a;

/**
 * A `fetch` whose event streams end with the last event of the provider's protocol, and not with the connection. The SDK
 * tells of the finish at the end of the stream: behind a server, or a proxy, that keeps the connection open or resets
 * it, an answer that is there whole, and paid for, would count as cut off. The rest is read all the same, unseen, so
 * that the connection can be used again.
 */
export function endingFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    const { body, headers } = response;
    if (body === null || !headers.get('content-type')?.startsWith('text/event-stream')) return response;
    const reader = body.getReader();
    const lines = new LineStarts();
    const ended = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          const end = lines.lastEventIn(value);
          controller.enqueue(end === null ? value : value.subarray(0, end));
          if (end === null) return;
          controller.close();
          void readOn(reader);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      // Bytes are asked for only when the reader asks.
      { highWaterMark: 0 },
    );
    const { status, statusText } = response;
    return new Response(ended, { status, statusText, headers });
  };
}

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // Nobody misses what may still have come.
  }
}

/** Looks at the beginnings of the lines of a stream, however it is cut into pieces. */
class LineStarts {
  /** The beginning of the line that the next piece goes on with. */
  #line = '';
  #isLastEvent = false;

  /** Where in this piece the last event ends; null: not in it. */
  lastEventIn(piece: Uint8Array): number | null {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      this.#take(piece, from, end);
      const line = this.#line.trimEnd();
      this.#line = '';
      from = end + 1;
      if (line === DONE || (this.#isLastEvent && line === '')) return from;
      this.#isLastEvent ||= LAST_EVENTS.has(line);
    }
    this.#take(piece, from, piece.length);
    return null;
  }

  #take(piece: Uint8Array, from: number, end: number): void {
    const missing = LONGEST - this.#line.length;
    if (missing <= 0) return;
    this.#line += Buffer.from(piece.buffer, piece.byteOffset + from, Math.min(end - from, missing)).toString(
      'latin1',
    );
  }
}
