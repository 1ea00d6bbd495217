import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../deps.ts';
import type { LiveStreams } from './live-streams.ts';
import { EVENT_STREAM, EVENT_STREAM_HEADERS } from './server-sent-events.ts';

/**
 * Subscriptions are opened by `streams`. Over HTTP the response is only a head: whoever handed the request to Yoga finds
 * the subscription by its context, and sends it.
 */
export function useLiveStreams(streams: LiveStreams): Plugin<object, RequestContext> {
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => streams.open(args));
    },
    onResultProcess({ result, serverContext, resultProcessor, setResultProcessor }) {
      if (!isAsyncIterable(result)) return;
      // Nothing that the client accepts can carry it.
      if (resultProcessor === undefined) streams.of(serverContext)?.close();
      else {
        setResultProcessor(
          (_, { Response }) => new Response(null, { headers: EVENT_STREAM_HEADERS }),
          EVENT_STREAM,
        );
      }
    },
  };
}
