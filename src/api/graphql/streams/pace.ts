/** When the other end of a stream is spoken to, and when it is given up. Tests have less time. */
export interface StreamPace {
  /** A sign of life for proxies, over SSE. @default 12000 */
  heartbeatMs?: number;
  /** A ping over WebSocket, and how long its answer may take. @default 12000 */
  pingMs?: number;
  /** How long a client may take nothing, although something waits for it. @default 10000 */
  stalledMs?: number;
  /** How long a client that is cut off may take to read why, over WebSocket. @default 5000 */
  farewellMs?: number;
  /** How long a client may take to introduce itself, over WebSocket. @default 10000 */
  introductionMs?: number;
}
