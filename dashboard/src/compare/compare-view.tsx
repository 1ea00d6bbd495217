import './compare-view.css';
import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import type { VersionRef } from '../routes.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useParams } from '../ui/navigation.ts';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { align } from './align.ts';
import { Figures } from './figures.tsx';
import { MOST_MESSAGES, type Side, useSides } from './sides.ts';
import { Stretches } from './stretches.tsx';

/** Two versions, of one job or of two, side by side; which ones stands in the address. */
export function CompareView() {
  const texts = useTexts();
  const [params] = useParams();
  const left = refOf(params.get('a'), params.get('av'));
  const right = refOf(params.get('b'), params.get('bv'));
  const sides = useSides(left, right);
  return (
    <main id="content" className="compare" tabIndex={-1}>
      <h1>{texts.compare.title}</h1>
      <Pickers key={params.toString()} />
      {sides === null ? (
        <Empty title={texts.compare.title}>{texts.compare.pick}</Empty>
      ) : sides.kind === 'LOADING' ? (
        <Loading lines={8} />
      ) : sides.kind === 'MISSING' ? (
        <Empty title={texts.compare.missing} />
      ) : sides.kind === 'FAILED' ? (
        <Failed error={sides.error} onRetry={() => location.reload()} />
      ) : (
        <Compared left={sides.left} right={sides.right} />
      )}
    </main>
  );
}

function refOf(jobId: string | null, version: string | null): VersionRef | null {
  const number = Number(version ?? Number.NaN);
  return jobId === null || !Number.isInteger(number) || number < 1 ? null : { jobId, version: number };
}

function Compared({ left, right }: { left: Side; right: Side }) {
  const texts = useTexts();
  const stretches = useMemo(() => align(left.messages, right.messages), [left, right]);
  const equal = stretches.every(({ kind }) => kind === 'SAME');
  return (
    <>
      <Figures left={left} right={right} />
      {(left.isCut || right.isCut) && <p className="note">{texts.compare.tooLong(MOST_MESSAGES)}</p>}
      {equal && <p className="compare-equal">{texts.compare.equal}</p>}
      <Stretches stretches={stretches} />
    </>
  );
}

function Pickers() {
  const texts = useTexts();
  const [params, change] = useParams();
  const [draft, setDraft] = useState({
    a: params.get('a') ?? '',
    av: params.get('av') ?? '',
    b: params.get('b') ?? '',
    bv: params.get('bv') ?? '',
  });
  const set = (name: keyof typeof draft) => (value: string) => setDraft({ ...draft, [name]: value });
  const words = texts.compare;
  return (
    <form
      className="compare-pickers"
      onSubmit={(event) => {
        event.preventDefault();
        change(draft);
      }}
    >
      <fieldset>
        <legend>{words.left}</legend>
        <Field label={words.jobId} mono value={draft.a} onChange={set('a')} />
        <Field label={words.version} mono inputMode="numeric" value={draft.av} onChange={set('av')} />
      </fieldset>
      <IconButton
        icon="compare"
        label={words.swap}
        onPress={() => change({ a: draft.b, av: draft.bv, b: draft.a, bv: draft.av })}
      />
      <fieldset>
        <legend>{words.right}</legend>
        <Field label={words.jobId} mono value={draft.b} onChange={set('b')} />
        <Field label={words.version} mono inputMode="numeric" value={draft.bv} onChange={set('bv')} />
      </fieldset>
      <Button type="submit">{words.show}</Button>
    </form>
  );
}
