import './decision-card.css';
import { type ReactNode, useState } from 'react';
import { actions, type Outcome } from '../api/actions.ts';
import type { DecideToolCallInput, ErrorCode } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import type { ToolCallParts } from '../job/fragments.ts';
import { ToolCall } from '../job/tool-call.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { notify } from '../ui/toasts.tsx';

type Way = 'EDIT' | 'RESULT' | 'REJECT';

/** Refusals that say that the job no longer waits. */
const GOES_ON: ReadonlySet<ErrorCode> = new Set(['JOB_RUNNING', 'JOB_QUEUED', 'JOB_COMPLETED']);

interface DecisionCardProps {
  jobId: string;
  call: ToolCallParts;
  /** Of the job, this one included, that nobody has decided about. */
  undecided: number;
}

/** A tool call that waits for a person, with all that can be done about it. */
export function DecisionCard({ jobId, call, undecided }: DecisionCardProps) {
  const texts = useTexts();
  const [way, setWay] = useState<Way | null>(null);
  const [busy, setBusy] = useState(false);
  const wasCutOff = call.state === 'INTERRUPTED' || call.startedAt != null;

  async function decide(decision: Omit<DecideToolCallInput, 'jobId' | 'toolCallId'>): Promise<void> {
    setBusy(true);
    const outcome: Outcome = await actions.decide({ jobId, toolCallId: call.id, ...decision });
    setBusy(false);
    if (!outcome.done) {
      const isLate = outcome.code !== null && GOES_ON.has(outcome.code);
      const why = outcome.message || texts.common.unreachable;
      return notify(isLate ? texts.decisions.tooLate : why, 'bad');
    }
    setWay(null);
    notify(undecided > 1 ? texts.decisions.noted(undecided - 1) : texts.decisions.decided);
  }

  return (
    <ToolCall call={call}>
      <p className="decision-why">
        <strong>{wasCutOff ? texts.decisions.cutOff : texts.decisions.approval}.</strong>{' '}
        {wasCutOff ? texts.decisions.cutOffText : texts.decisions.approvalText}
      </p>
      {way === null ? (
        <div className="decision-buttons">
          <Button
            kind="attention"
            icon="play"
            isDisabled={busy}
            onPress={() => void decide({ decision: 'RUN' })}
          >
            {wasCutOff ? texts.decisions.runAgain : texts.decisions.run}
          </Button>
          <Button icon="edit" isDisabled={busy} onPress={() => setWay('EDIT')}>
            {texts.decisions.edit}
          </Button>
          <Button icon="check" isDisabled={busy} onPress={() => setWay('RESULT')}>
            {texts.decisions.give}
          </Button>
          <Button icon="close" isDisabled={busy} onPress={() => setWay('REJECT')}>
            {texts.decisions.reject}
          </Button>
        </div>
      ) : (
        <WayForm way={way} call={call} busy={busy} onDecide={decide} onBack={() => setWay(null)} />
      )}
    </ToolCall>
  );
}

interface WayFormProps {
  way: Way;
  call: ToolCallParts;
  busy: boolean;
  onDecide: (decision: Omit<DecideToolCallInput, 'jobId' | 'toolCallId'>) => Promise<void>;
  onBack: () => void;
}

function WayForm({ way, call, busy, onDecide, onBack }: WayFormProps) {
  const texts = useTexts();
  const [text, setText] = useState(
    way === 'EDIT' ? JSON.stringify(call.argumentsExcerpt.arguments, null, 2) : '',
  );
  const parsed = way === 'EDIT' ? parseJson(text) : undefined;
  const invalid = way === 'EDIT' && parsed === undefined;

  function submit(): void {
    if (way === 'EDIT') void onDecide({ decision: 'RUN', arguments: parsed });
    else if (way === 'RESULT') void onDecide({ decision: 'RESULT', result: text });
    else void onDecide({ decision: 'REJECT', ...(text === '' ? {} : { reason: text }) });
  }

  const words: Record<Way, [label: string, button: string]> = {
    EDIT: [texts.decisions.arguments, texts.decisions.runEdited],
    RESULT: [texts.decisions.result, texts.decisions.giveResult],
    REJECT: [texts.decisions.reason, texts.decisions.confirmReject],
  };
  const [label, button] = words[way];
  return (
    <Form onSubmit={submit}>
      <Field
        label={label}
        value={text}
        onChange={setText}
        rows={way === 'REJECT' ? 2 : Math.min(14, Math.max(4, text.split('\n').length))}
        mono={way !== 'REJECT'}
        error={invalid ? texts.decisions.argumentsInvalid : null}
        autoFocus
      />
      <div className="decision-buttons">
        <Button
          type="submit"
          kind={way === 'REJECT' ? 'danger' : 'attention'}
          isDisabled={busy || invalid || (way === 'EDIT' && call.argumentsExcerpt.isCut)}
        >
          {button}
        </Button>
        <Button onPress={onBack}>{texts.common.cancel}</Button>
      </div>
    </Form>
  );
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="decision-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** Undefined for what is no JSON object. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
