import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { YogaInitialContext } from 'graphql-yoga';
import { LiveIterator } from '../../../../resolvers/live-iterator.ts';
import type { Store } from '../../../store/contract.ts';
import type { RequestContext } from '../../deps.ts';
import { type Executed, executorOfEvents } from '../execution/execute.ts';
import { Broadcast } from './broadcast.ts';
import { ClientSlots } from './client-slots.ts';
import { operationKey } from './operation-key.ts';
import { Subscription } from './subscription.ts';

/**
 * The subscriptions of this server, over any transport. Those that ask the same and are at the same place share one
 * source and the results made of it; each may come with a cursor of its own, and joins the others when it has caught up.
 */
export class LiveStreams {
  readonly #slots: ClientSlots;
  readonly #open = new Set<Subscription>();
  #isClosed = false;
  readonly #byContext = new WeakMap<object, Subscription>();
  /** A store is the one of a tenant: nothing is shared between two of them. */
  readonly #broadcasts = new WeakMap<Store, Map<string, Set<Broadcast>>>();

  /** @param maxSubscriptions that one client may have open */
  constructor({ maxSubscriptions }: { maxSubscriptions: number }) {
    this.#slots = new ClientSlots(maxSubscriptions);
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The subscription that an operation with this context has begun. */
  of(context: object): Subscription | undefined {
    return this.#byContext.get(context);
  }

  /** @throws GraphQLError LIMIT_EXCEEDED */
  async open(args: ExecutionArgs): Promise<Subscription | ExecutionResult> {
    const context = args.contextValue as RequestContext;
    const release = this.#slots.take(context.client);
    let source: AsyncIterable<unknown> | ExecutionResult | null = null;
    try {
      source = await createSourceEventStream(args);
    } finally {
      if (!(source instanceof LiveIterator)) release();
    }
    if (!(source instanceof LiveIterator)) return source as ExecutionResult;
    const live = source;
    const subscription = new Subscription({
      recipient: context,
      begin: (reader) => this.#begin(reader as Subscription, live, args),
      onClosed: () => {
        release();
        this.#open.delete(subscription);
      },
    });
    this.#open.add(subscription);
    this.#byContext.set(context, subscription);
    return subscription;
  }

  /** Ends all, so that their clients come back, to this server or another. Those that are still opened end at once. */
  close(): void {
    this.#isClosed = true;
    for (const subscription of this.#open) subscription.goAway();
  }

  #begin(subscription: Subscription, source: LiveIterator<unknown>, args: ExecutionArgs): void {
    if (this.#isClosed) {
      subscription.goAway();
      return;
    }
    const context = args.contextValue as RequestContext;
    const { shared, forget } = this.#sharedBy(context.store, `${source.feed.name}\n${operationKey(args)}`);
    for (const broadcast of shared) {
      if (broadcast.join(subscription, source.feed.begins)) return;
    }
    const contextValue = withoutRequest(context);
    const made: Broadcast = new Broadcast({
      source,
      execute: executorOfEvents({ ...args, contextValue }, executeEvent),
      onProgress: () => merge(made, shared),
      onOver: () => {
        shared.delete(made);
        if (shared.size === 0) forget();
      },
    });
    shared.add(made);
    made.begin(subscription);
  }

  #sharedBy(store: Store, key: string): { shared: Set<Broadcast>; forget(): void } {
    const ofStore = this.#broadcasts.get(store) ?? new Map<string, Set<Broadcast>>();
    this.#broadcasts.set(store, ofStore);
    const shared = ofStore.get(key) ?? new Set();
    ofStore.set(key, shared);
    return { shared, forget: () => ofStore.delete(key) };
  }
}

/** For one event a subscription is executed as a query is. */
const executeEvent = execute as (args: ExecutionArgs) => Executed;

/** Readers that have come to the same place go on together, the fewer with the more. */
function merge(made: Broadcast, shared: ReadonlySet<Broadcast>): void {
  for (const other of shared) {
    if (other === made) continue;
    if (made.size <= other.size) made.moveTo(other);
    else other.moveTo(made);
  }
}

/** What is shared must not keep the request alive of whoever came first. */
function withoutRequest(context: RequestContext & Partial<YogaInitialContext>): RequestContext {
  const { request: _request, params: _params, waitUntil: _waitUntil, ...rest } = context;
  return rest;
}
