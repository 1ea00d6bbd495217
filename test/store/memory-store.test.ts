import { MemoryStore } from '../../src/store/memory-store.ts';
import { storeConformance } from './conformance.ts';

storeConformance('memory store', async (limits) => {
  const store = new MemoryStore(limits);
  return { store, dispose: () => store.close(), onWakeup: (listener) => store.onWakeup(listener) };
});
