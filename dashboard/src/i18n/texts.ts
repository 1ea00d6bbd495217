import { useSyncExternalStore } from 'react';
import { currentSettings, type Locale } from '../settings.ts';
import { en, type Texts } from './en.ts';

let texts: Texts = en;
const listeners = new Set<() => void>();

export function useTexts(): Texts {
  return useSyncExternalStore(subscribe, () => texts);
}

/** Fetches the texts of a language and shows them, unless another was chosen meanwhile. */
export async function loadTexts(locale: Locale): Promise<void> {
  const loaded = locale === 'en' ? en : (await import('./pt-BR.ts')).ptBR;
  if (currentSettings().locale !== locale) return;
  texts = loaded;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
