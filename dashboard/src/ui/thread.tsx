import './thread.css';
import type { JobStatus } from '../gql/graphql.ts';

const WIDTH = 112;
const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;
const START = 4;
const END = WIDTH - 6;
/** A thread as long as this reaches the end; a longer one is drawn closer. */
const FULL_TURNS = 14;

/**
 * How far a job has come, as a thread with a bead for each turn. Where a new attempt took it up again, after a crash or
 * because a person let it go on, it was cut and knotted. It says nothing that words beside it do not.
 */
export function Thread({ turns, attempts, status }: { turns: number; attempts: number; status: JobStatus }) {
  const beads = Math.min(turns, 28);
  const step = (END - START) / Math.max(FULL_TURNS, beads);
  const end = START + step * beads;
  const cuts = Math.min(Math.max(attempts - 1, 0), Math.max(beads - 2, 0), 5);
  const cutAt = new Set(
    Array.from({ length: cuts }, (_, cut) => Math.floor(((cut + 1) * (beads - 1)) / (cuts + 1))),
  );
  return (
    <svg aria-hidden="true" className={`thread thread-${status}`} width={WIDTH} height={HEIGHT}>
      <path className="thread-rest" d={`M${end} ${MIDDLE}H${END}`} />
      <path className="thread-line" d={`M${START} ${MIDDLE}H${end}`} />
      {Array.from({ length: beads }, (_, bead) => {
        const x = START + step * (bead + 1);
        return cutAt.has(bead) ? (
          <path key={x} className="thread-cut" d={`M${x - 2} ${MIDDLE + 4}l4-8`} />
        ) : (
          <circle
            key={x}
            className={bead === beads - 1 ? 'thread-head' : 'thread-bead'}
            cx={x}
            cy={MIDDLE}
            r={bead === beads - 1 ? 3.2 : 1.7}
          />
        );
      })}
    </svg>
  );
}
