import { type RefObject, useEffect } from 'react';

/** So near to the end counts as at the end. */
const NEAR_PX = 80;

/**
 * Keeps the end in sight while more comes, as long as the person is at the end; who scrolls up stays where they are.
 * `fromEnd`: it begins there.
 */
export function useFollowing(
  scroller: RefObject<HTMLElement | null>,
  { follows, fromEnd }: { follows: boolean; fromEnd: boolean },
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it begins is asked once
  useEffect(() => {
    const element = scroller.current;
    const content = element?.querySelector('.job-main');
    if (!follows || element == null || content == null) return;
    if (fromEnd && element.scrollTop === 0) element.scrollTop = element.scrollHeight;
    let atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    const look = () => {
      atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    const observer = new ResizeObserver(() => {
      if (atEnd) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', look, { passive: true });
    observer.observe(content);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, follows]);
}
