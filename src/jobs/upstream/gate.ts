import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type Model, ModelCallError, type Upstream } from '../../agent/model/model.ts';
import type { UpstreamEvent } from '../../agent/watch.ts';
import { upstreamChannel } from '../../store/keys.ts';
import { holdUp } from './held.ts';
import { type BreakerSettings, type Noted, UpstreamRegistry } from './registry.ts';
import { CLEAR, parseMessage, type UpstreamState } from './state.ts';

export interface UpstreamGateOptions {
  /** Of role `commands`; stays the caller's. */
  redis: Redis;
  /** Of role `subscriber`; stays the caller's, who may use it for other channels as well. */
  subscriber: Redis;
  tenant: string;
  breaker: BreakerSettings;
  log: Logger;
  /** Told what happens, for metrics. Must not throw. */
  onEvent?: (provider: string, event: UpstreamEvent) => void;
}

/**
 * Stands before the models' providers, for all jobs of all workers: what one call learns of a limit or of a provider
 * that is down holds up the others before they run into it. The gate is a courtesy, not a lock: it costs nothing while
 * all is well, since every worker is told of changes, and when Redis cannot be asked the call is made.
 */
export class UpstreamGate {
  readonly #registry: UpstreamRegistry;
  readonly #subscriber: Redis;
  readonly #log: Logger;
  readonly #onEvent: (provider: string, event: UpstreamEvent) => void;
  /** By id: the state, and by the monotonic clock when it was told. */
  readonly #known = new Map<string, { state: UpstreamState; at: number }>();
  readonly #channel: string;
  /** While the channel may be missed nothing is remembered. */
  #isListening = false;

  constructor({ redis, subscriber, tenant, breaker, log, onEvent = () => undefined }: UpstreamGateOptions) {
    this.#registry = new UpstreamRegistry(redis, tenant, breaker);
    this.#subscriber = subscriber;
    this.#log = log;
    this.#onEvent = onEvent;
    this.#channel = upstreamChannel(tenant);
    subscriber.on('message', this.#hear);
    subscriber.on('close', this.#goDeaf);
    subscriber.on('ready', this.#listen);
    void this.#listen();
  }

  /**
   * Whether a call may be made now. Without a round trip when the upstream is known to take calls.
   * @throws CallHeldError when it may not
   */
  admit(upstream: Upstream | undefined): Promise<void> | void {
    if (upstream === undefined) return;
    const state = this.#stateOf(upstream.id);
    if (state !== null && state.closedForMs === 0 && state.trips === 0) return;
    return this.#admitAfterLook(upstream, state);
  }

  /** The same model; what comes of its calls is told to all. */
  watch(model: Model): Model {
    const { upstream } = model;
    if (upstream === undefined) return model;
    return {
      id: model.id,
      upstream,
      ask: async (request) => {
        let isProbing = (this.#stateOf(upstream.id)?.trips ?? 0) > 0;
        try {
          const answer = await model.ask({
            ...request,
            onDelta: (delta) => {
              // Whoever waits for a probe need not wait for the whole answer.
              if (isProbing) void this.#noteAnswer(upstream);
              isProbing = false;
              request.onDelta?.(delta);
            },
            onExhausted: (forMs) => {
              void this.#noteLimit(upstream, forMs);
              request.onExhausted?.(forMs);
            },
          });
          void this.#noteAnswer(upstream);
          return answer;
        } catch (error) {
          if (error instanceof ModelCallError && !request.signal.aborted)
            await this.#noteFailure(upstream, error);
          throw error;
        }
      },
    };
  }

  close(): void {
    this.#subscriber.off('message', this.#hear);
    this.#subscriber.off('close', this.#goDeaf);
    this.#subscriber.off('ready', this.#listen);
  }

  async #admitAfterLook(upstream: Upstream, known: UpstreamState | null): Promise<void> {
    const { id, provider } = upstream;
    let state = known;
    try {
      if (state === null) {
        const looked = await this.#registry.look(id);
        // What was heard meanwhile is newer.
        state = this.#stateOf(id) ?? this.#remember(id, looked);
      }
      if (state.closedForMs === 0) {
        if (state.trips === 0) return;
        const probe = await this.#registry.probe(id);
        state = this.#remember(id, probe.state);
        if (probe.happened) return;
      }
    } catch (error) {
      this.#log.debug(
        { err: error, provider },
        'it is not known whether the provider takes calls; one is made',
      );
      return;
    }
    this.#onEvent(provider, 'HELD');
    throw holdUp(upstream, state, { now: new Date(), random: Math.random() });
  }

  async #noteFailure(upstream: Upstream, error: ModelCallError): Promise<void> {
    switch (error.code) {
      case 'RATE_LIMITED':
        return this.#noteLimit(upstream, error.retryAfterMs);
      case 'PROVIDER_ERROR':
      case 'CONNECTION_LOST':
      case 'TIMEOUT': {
        const noted = await this.#note(upstream, this.#registry.failed(upstream.id));
        if (!noted?.happened) return;
        this.#log.warn(
          { provider: upstream.provider, reason: error.message, forMs: noted.state.closedForMs },
          'the provider keeps failing; no job calls it for now',
        );
        return this.#onEvent(upstream.provider, 'OPENED');
      }
      case 'INVALID_RESPONSE':
        return;
      // Whoever refuses a call, or says too much, is there.
      case 'AUTHENTICATION':
      case 'QUOTA':
      case 'BAD_REQUEST':
      case 'ANSWER_TOO_LARGE':
        return this.#noteAnswer(upstream);
    }
  }

  async #noteLimit(upstream: Upstream, forMs: number | null): Promise<void> {
    const noted = await this.#note(upstream, this.#registry.limited(upstream.id, forMs));
    if (!noted?.happened) return;
    this.#log.info(
      { provider: upstream.provider, forMs: noted.state.closedForMs },
      'the provider takes no more requests for now; no job calls it meanwhile',
    );
    this.#onEvent(upstream.provider, 'LIMITED');
  }

  async #noteAnswer(upstream: Upstream): Promise<void> {
    const state = this.#stateOf(upstream.id);
    if (state !== null && state.failures === 0 && state.trips === 0 && state.strikes === 0) return;
    const noted = await this.#note(upstream, this.#registry.answered(upstream.id));
    if (!noted?.happened) return;
    this.#log.info({ provider: upstream.provider }, 'the provider is back');
    this.#onEvent(upstream.provider, 'CLOSED');
  }

  /** Null when it could not be noted: the others then find out by themselves. */
  async #note(upstream: Upstream, noting: Promise<Noted>): Promise<Noted | null> {
    try {
      const noted = await noting;
      this.#remember(upstream.id, noted.state);
      return noted;
    } catch (error) {
      this.#log.debug({ err: error, provider: upstream.provider }, 'what a call learned could not be told');
      return null;
    }
  }

  /** As it is by now; null: it has to be looked up. */
  #stateOf(id: string): UpstreamState | null {
    const known = this.#known.get(id);
    if (known === undefined) return null;
    const { state, at } = known;
    if (state === CLEAR) return state;
    const passed = performance.now() - at;
    return {
      ...state,
      closedForMs: Math.max(0, state.closedForMs - passed),
      probedForMs: Math.max(0, state.probedForMs - passed),
    };
  }

  #remember(id: string, state: UpstreamState): UpstreamState {
    const isClear =
      state.closedForMs === 0 && state.failures === 0 && state.trips === 0 && state.strikes === 0;
    if (this.#isListening) this.#known.set(id, { state: isClear ? CLEAR : state, at: performance.now() });
    return state;
  }

  readonly #hear = (channel: string, message: string): void => {
    if (channel !== this.#channel) return;
    const told = parseMessage(message);
    if (told !== null) this.#remember(told.id, told.state);
  };

  readonly #goDeaf = (): void => {
    this.#isListening = false;
    this.#known.clear();
  };

  readonly #listen = async (): Promise<void> => {
    try {
      await this.#subscriber.subscribe(this.#channel);
      this.#isListening = this.#subscriber.status === 'ready';
    } catch {
      // It is tried again when the connection is ready.
    }
  };
}
