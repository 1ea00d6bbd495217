import { loadScript, scriptNames } from './scripted.ts';

/** A scripted model that is there to be tried. */
export interface ExampleModel {
  /** `scripted/<name>`. */
  model: string;
  description: string | null;
  /** What a person would ask it. */
  prompt: string;
  /** How many answers it gives. */
  answers: number;
}

const MOST = 50;

/** The scripts of a folder that are examples, by name. Those that are broken, and a folder that is not there, say nothing. */
export async function exampleModels(scriptsDir: string): Promise<ExampleModel[]> {
  const names = (await scriptNames(scriptsDir)).slice(0, MOST);
  const scripts = await Promise.all(names.map((name) => loadScript(name, scriptsDir).catch(() => null)));
  return scripts.flatMap((script, at) =>
    script === null || !script.example
      ? []
      : [
          {
            model: `scripted/${names[at]}`,
            description: script.description ?? null,
            prompt: script.prompt ?? 'Do as you are scripted.',
            answers: script.answers.length,
          },
        ],
  );
}
