/** An answer of the API. `status` 0: it could not be reached, or hung up. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

const PATIENCE_MS = 30_000;

/** One request; never rejects. */
export async function call(method: string, url: string, body?: unknown, headers = {}): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    };
  } catch (error) {
    return { status: 0, body: { error: String(error) }, headers: new Headers() };
  }
}
