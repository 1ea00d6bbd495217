import type { Guard } from './guard.ts';

/**
 * The source without the guard.
 * @throws Error when the guard's line is not there, or more than once
 */
export function withoutGuard(source: string, { guard, file, find, replace }: Guard): string {
  const pieces = source.split(find);
  if (pieces.length !== 2) {
    throw new Error(`${file}: what stands for ${JSON.stringify(guard)} is there ${pieces.length - 1} times.`);
  }
  return pieces.join(replace);
}
