export interface StreamEvent {
  event: string;
  // What a test asked for is what it looks into.
  // biome-ignore lint/suspicious/noExplicitAny: its shape is that of the subscription
  data: any;
}

export interface EventStream {
  response: Response;
  /** Until the stream is over; when it breaks off, that is thrown. */
  events(): AsyncGenerator<StreamEvent>;
  /** Breaks it off. */
  stop(): void;
}

/** Subscribes over SSE, as a client with nothing but `fetch` does. @param url of `/graphql` */
export async function openEventStream(
  url: string,
  body: { query: string; variables?: object },
  headers: Record<string, string> = {},
): Promise<EventStream> {
  const stop = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
    signal: stop.signal,
  });
  return {
    response,
    events: () => eventsOf(response.body as ReadableStream<Uint8Array>),
    stop: () => stop.abort(),
  };
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data:(.*)$/m.exec(block) ?? [];
      if (event !== undefined) yield { event, data: data?.trim() ? JSON.parse(data) : null };
    }
  }
}
