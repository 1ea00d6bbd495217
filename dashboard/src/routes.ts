/** The addresses of the page. The server answers each of them with the same shell (`src/api/dashboard/routes.ts`). */

/** A version of a job. */
export interface VersionRef {
  jobId: string;
  version: number;
}

export type Route =
  | { view: 'JOBS' }
  | { view: 'JOB'; jobId: string }
  | { view: 'COMPARE' }
  | { view: 'DECISIONS' }
  | { view: 'NEW' }
  | { view: 'VITALS' }
  | { view: 'UNKNOWN' };

export function parseRoute(pathname: string): Route {
  const [first = '', second, ...rest] = pathname.replace(/^\/|\/$/g, '').split('/');
  if (rest.length > 0) return { view: 'UNKNOWN' };
  if (first === 'job' && second !== undefined) return jobRoute(second);
  if (second !== undefined) return { view: 'UNKNOWN' };
  switch (first) {
    case '':
      return { view: 'JOBS' };
    case 'compare':
      return { view: 'COMPARE' };
    case 'decisions':
      return { view: 'DECISIONS' };
    case 'new':
      return { view: 'NEW' };
    case 'vitals':
      return { view: 'VITALS' };
    default:
      return { view: 'UNKNOWN' };
  }
}

function jobRoute(encoded: string): Route {
  try {
    return { view: 'JOB', jobId: decodeURIComponent(encoded) };
  } catch {
    return { view: 'UNKNOWN' };
  }
}

export const pathOf = {
  jobs: '/',
  decisions: '/decisions',
  new: '/new',
  vitals: '/vitals',
  /** With a version: the job as it was then. */
  job: (jobId: string, version?: number) => withSearch(`/job/${encodeURIComponent(jobId)}`, { v: version }),
  compare: (left: VersionRef, right: VersionRef) =>
    withSearch('/compare', { a: left.jobId, av: left.version, b: right.jobId, bv: right.version }),
};

/** The address with these parameters; those that are null, undefined or empty are left out. */
export function withSearch(path: string, params: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value != null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
