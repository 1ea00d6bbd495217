import { type ExampleModel, exampleModels } from '../src/agent/model/examples.ts';
import type { Context } from './context.ts';

export interface Models {
  /** Null: every job has to name one. */
  default: string | null;
  examples: ExampleModel[];
}

/** What a job may name as its model, as far as the server knows. */
export async function readModels({ config }: Pick<Context, 'config'>): Promise<Models> {
  return { default: config.defaultModel, examples: await exampleModels(config.scriptsDir) };
}
