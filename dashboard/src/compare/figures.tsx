import { Link } from 'react-aria-components';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { useParams } from '../ui/navigation.ts';
import type { Side } from './sides.ts';

/** The numbers of two versions, and what sets them apart. */
export function Figures({ left, right }: { left: Side; right: Side }) {
  const texts = useTexts();
  const formats = useFormats();
  const [params] = useParams();
  const words = texts.compare;
  const [a, b] = [left.version, right.version];
  const rows: Row[] = [
    { name: words.messages, values: [a.messageCount, b.messageCount], show: formats.whole },
    { name: words.turns, values: [a.turns, b.turns], show: formats.whole },
    { name: words.tools, values: [callsOf(left), callsOf(right)], show: formats.whole },
    { name: words.tokens, values: [a.usage.total, b.usage.total], show: formats.whole },
  ];
  const { cost } = a;
  if (cost != null && b.cost?.currency === cost.currency) {
    const show = (amount: number) => formats.money(amount, cost.currency);
    rows.push({ name: words.cost, values: [cost.amount, b.cost.amount], show });
  }
  return (
    <table className="figures">
      <thead>
        <tr>
          <td />
          <HeadOf jobId={params.get('a') ?? ''} version={a.version} />
          <HeadOf jobId={params.get('b') ?? ''} version={b.version} />
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <FigureRow key={row.name} row={row} />
        ))}
        <tr>
          <th scope="row">{words.model}</th>
          <td className="mono">{a.model}</td>
          <td className="mono">{b.model}</td>
          <td />
        </tr>
        <tr>
          <th scope="row">{words.saved}</th>
          <td>{formats.full(a.savedAt)}</td>
          <td>{formats.full(b.savedAt)}</td>
          <td>{formats.duration(Math.abs(Date.parse(b.savedAt) - Date.parse(a.savedAt)))}</td>
        </tr>
      </tbody>
    </table>
  );
}

interface Row {
  name: string;
  values: [left: number, right: number];
  show: (value: number) => string;
}

function FigureRow({ row: { name, values, show } }: { row: Row }) {
  const [left, right] = values;
  const apart = right - left;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{show(left)}</td>
      <td>{show(right)}</td>
      <td className={apart === 0 ? '' : 'figures-apart'}>
        {apart === 0 ? '=' : `${apart > 0 ? '+' : '−'}${show(Math.abs(apart))}`}
      </td>
    </tr>
  );
}

function HeadOf({ jobId, version }: { jobId: string; version: number }) {
  const texts = useTexts();
  return (
    <th scope="col">
      <Link href={pathOf.job(jobId, version)} className="mono">
        {jobId}
      </Link>{' '}
      {texts.common.versionShort(version)}
    </th>
  );
}

function callsOf({ messages }: Side): number {
  return messages.reduce(
    (sum, message) => sum + (message.role === 'ASSISTANT' ? message.toolCalls.length : 0),
    0,
  );
}
