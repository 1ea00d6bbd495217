import type { Logger } from 'pino';
import { type BuildOptions, ensureBuilt } from './build.ts';
import { type Page, readPage } from './files.ts';

export type DashboardState = 'BUILDING' | 'READY' | 'FAILED';

/** The page, which is served once it is built. The API does not wait for it and does without it when that fails. */
export class Dashboard {
  readonly #log: Logger;
  readonly #options: Pick<BuildOptions, 'source'>;
  #state: DashboardState = 'BUILDING';
  #page: Page | null = null;

  constructor(log: Logger, options: Pick<BuildOptions, 'source'> = {}) {
    this.#log = log;
    this.#options = options;
  }

  get state(): DashboardState {
    return this.#state;
  }

  /** Null until it is `READY`. */
  get page(): Page | null {
    return this.#page;
  }

  /**
   * Never rejects; answers with the state that it stays in.
   * @param onBuilding called when it has to be built first
   */
  async open(onBuilding: () => void = () => undefined): Promise<DashboardState> {
    const log = this.#log;
    const begun = performance.now();
    try {
      const folder = await ensureBuilt({
        ...this.#options,
        onBuilding() {
          log.info('the dashboard is built, since its sources are new');
          onBuilding();
        },
      });
      this.#page = await readPage(folder);
      this.#state = 'READY';
      log.info({ ms: Math.round(performance.now() - begun) }, 'the dashboard is served');
    } catch (error) {
      this.#state = 'FAILED';
      log.error({ err: error }, 'the dashboard cannot be served; the API works without it');
    }
    return this.#state;
  }
}
