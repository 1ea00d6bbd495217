import { until } from './wait.ts';

/** The REST API of a server that runs somewhere. */
export class RestClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param body a text is sent as it is, all else as JSON */
  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      ...(body !== undefined && {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** The job, once it has this status. */
  ended(jobId: string, status: string): Promise<Record<string, unknown>> {
    return until(
      async () => {
        const { body } = await this.call('GET', `/jobs/${encodeURIComponent(jobId)}`);
        if (body.status !== status) throw new Error(`It is ${JSON.stringify(body)}.`);
        return body;
      },
      { what: `${jobId} to be ${status}` },
    );
  }
}
