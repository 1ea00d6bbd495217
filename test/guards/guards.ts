import type { Guard } from './guard.ts';
import { ASKED } from './list/asked.ts';
import { ASLEEP } from './list/asleep.ts';
import { FENCED } from './list/fenced.ts';
import { FINAL } from './list/final.ts';
import { HEARD } from './list/heard.ts';
import { KEPT } from './list/kept.ts';
import { ONCE } from './list/once.ts';
import { RESUMED } from './list/resumed.ts';
import { TAKEN } from './list/taken.ts';
import { WHOLE } from './list/whole.ts';

/** Every guard, by what it is for. */
export const GUARDS: readonly Guard[] = [
  ...KEPT,
  ...FENCED,
  ...ASLEEP,
  ...ONCE,
  ...ASKED,
  ...RESUMED,
  ...HEARD,
  ...FINAL,
  ...TAKEN,
  ...WHOLE,
];
