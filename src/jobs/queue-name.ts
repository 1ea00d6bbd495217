export const QUEUE_NAME = 'jobs';
/** The braces are a hash tag: on Redis Cluster all keys of the queue must share a slot. */
export const QUEUE_PREFIX = '{retoma}';
