/** What every answer says, however it comes about: it is never kept, nor guessed at, and can be found in the log. */
export function answerHeaders(requestId: string): Record<string, string> {
  return { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-request-id': requestId };
}
