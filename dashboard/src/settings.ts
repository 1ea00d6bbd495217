import { useSyncExternalStore } from 'react';

/** What a person chose for this browser. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  locale: Locale;
}

export const LOCALES = ['en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

const KEY = 'retoma';
const listeners = new Set<() => void>();
let settings = read();

export function useSettings(): Settings {
  return useSyncExternalStore(onSettings, () => settings);
}

export function currentSettings(): Settings {
  return settings;
}

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage that is full or forbidden: the choice holds for this visit.
  }
  apply();
  for (const listener of listeners) listener();
}

/** Puts the theme and the language on the document. */
export function apply(): void {
  const { documentElement } = document;
  documentElement.style.colorScheme = settings.theme === 'system' ? '' : settings.theme;
  documentElement.lang = settings.locale;
}

/** Called after each change. */
export function onSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Settings {
  const found: Settings = { theme: 'system', locale: preferredLocale(navigator.languages) };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return found;
    if ('theme' in kept && (kept.theme === 'light' || kept.theme === 'dark')) found.theme = kept.theme;
    if ('locale' in kept) found.locale = LOCALES.find((locale) => locale === kept.locale) ?? found.locale;
  } catch {
    // What is kept there is not ours.
  }
  return found;
}

/** The first of the languages that there are texts in; English when there is none. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    if (/^pt\b/i.test(language)) return 'pt-BR';
    if (/^en\b/i.test(language)) return 'en';
  }
  return 'en';
}
