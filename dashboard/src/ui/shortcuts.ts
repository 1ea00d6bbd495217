import { useEffect } from 'react';
import { pathOf } from '../routes.ts';
import { navigate } from './navigation.ts';

/** Keys of one stroke, as long as nothing is being typed. */
export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
      const act = ACTIONS[event.key] ?? (event.key === '?' ? onHelp : undefined);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [onHelp]);
}

const ACTIONS: Record<string, () => void> = {
  '/': () => {
    if (location.pathname !== pathOf.jobs) navigate(pathOf.jobs);
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-search]')?.focus());
  },
  n: () => navigate(pathOf.new),
  j: () => navigate(pathOf.jobs),
  d: () => navigate(pathOf.decisions),
  h: () => navigate(pathOf.vitals),
};

/** In a field every key is text; in a list, menu or dialog letters find an item. */
function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog]',
    ) !== null
  );
}
