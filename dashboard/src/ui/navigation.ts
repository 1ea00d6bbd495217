import { useMemo } from 'react';
import { navigate, usePathname, useSearch } from 'wouter/use-browser-location';
import { parseRoute, type Route, withSearch } from '../routes.ts';

export { navigate };

export function useRoute(): Route {
  const pathname = usePathname();
  return useMemo(() => parseRoute(pathname), [pathname]);
}

/** The parameters of the address, and how to change some of them; null takes one out. */
export function useParams(): [
  params: URLSearchParams,
  change: (changes: Record<string, string | number | null>, options?: { replace?: boolean }) => void,
] {
  const search = useSearch();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useMemo(
    () =>
      (changes: Record<string, string | number | null>, options: { replace?: boolean } = {}) =>
        navigate(
          withSearch(location.pathname, {
            ...Object.fromEntries(new URLSearchParams(location.search)),
            ...changes,
          }),
          options,
        ),
    [],
  );
  return [params, change];
}
