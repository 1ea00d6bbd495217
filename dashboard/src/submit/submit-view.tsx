import './submit-view.css';
import { useState } from 'react';
import {
  Button as AriaButton,
  Checkbox,
  CheckboxGroup,
  ComboBox,
  Disclosure,
  DisclosurePanel,
  FieldError,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import { actions } from '../api/actions.ts';
import type { OnInterrupted, SubmitJobInput } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { navigate } from '../ui/navigation.ts';
import { Examples } from './examples.tsx';
import { type KnownModels, useKnownModels } from './known-models.ts';

const TOOLS = ['run_command', 'write_file', 'edit_file', 'read_file', 'list_files', 'search_files'];
const ON_INTERRUPTED: readonly OnInterrupted[] = ['REPORT', 'RETRY', 'FAIL', 'PAUSE'];

interface Draft {
  prompt: string;
  model: string;
  jobId: string;
  workspace: string;
  maxTurns: string;
  callback: string;
  onInterrupted: OnInterrupted;
  requireApproval: string[];
}

const EMPTY: Draft = {
  prompt: '',
  model: '',
  jobId: '',
  workspace: '',
  maxTurns: '',
  callback: '',
  onInterrupted: 'REPORT',
  requireApproval: [],
};

/** Fields of the draft by the names that the server has for them. */
const FIELDS: Record<string, keyof Draft> = {
  prompt: 'prompt',
  model: 'model',
  jobId: 'jobId',
  'workspace.path': 'workspace',
  maxTurns: 'maxTurns',
  'callback.url': 'callback',
};

/** A task for an agent; or an example, for who has no key at hand. */
export function SubmitView() {
  const texts = useTexts();
  const models = useKnownModels();
  const [draft, setDraft] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ field: keyof Draft | null; message: string } | null>(null);
  const [isOpen, setOpen] = useState(false);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    if (refusal?.field != null && refusal.field in part) setRefusal(null);
  };
  const errorOf = (field: keyof Draft) => (refusal?.field === field ? refusal.message : null);
  const words = texts.submit;

  async function submit(): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const outcome = await actions.submit(toInput(draft));
    setBusy(false);
    if (outcome.done) return navigate(pathOf.job(outcome.jobId));
    const field = FIELDS[outcome.field ?? ''] ?? null;
    if (field !== null && field !== 'prompt' && field !== 'model') setOpen(true);
    setRefusal({ field, message: outcome.message || texts.common.unreachable });
  }

  return (
    <main id="content" className="submit" tabIndex={-1}>
      <h1>{words.title}</h1>
      <div className="submit-body">
        <form
          className="form submit-form"
          // The server says what is wrong; a field that it refused must not keep the form from being sent again.
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {refusal !== null && refusal.field === null && (
            <p className="submit-refusal" role="alert">
              {refusal.message}
            </p>
          )}
          <Field
            label={words.prompt}
            hint={words.promptHint}
            rows={7}
            value={draft.prompt}
            onChange={(prompt) => change({ prompt })}
            error={errorOf('prompt')}
          />
          <ModelField
            models={models}
            value={draft.model}
            onChange={(model) => change({ model })}
            error={errorOf('model')}
          />
          <Disclosure className="submit-more" isExpanded={isOpen} onExpandedChange={setOpen}>
            <Heading level={2}>
              <AriaButton slot="trigger" className="button button-quiet">
                <Icon name={isOpen ? 'up' : 'down'} />
                {words.more}
              </AriaButton>
            </Heading>
            <DisclosurePanel className="submit-options">
              <CheckboxGroup
                className="field"
                value={draft.requireApproval}
                onChange={(requireApproval) => change({ requireApproval })}
              >
                <Label>{words.approval}</Label>
                <div className="submit-tools">
                  {TOOLS.map((tool) => (
                    <Checkbox key={tool} value={tool} className="check">
                      <span className="checkbox-box">
                        <Icon name="check" size={12} />
                      </span>
                      <span className="mono">{tool}</span>
                    </Checkbox>
                  ))}
                </div>
              </CheckboxGroup>
              <Choice
                label={words.onInterrupted}
                value={draft.onInterrupted}
                options={ON_INTERRUPTED.map((value) => ({ value, text: words.ways[value] }))}
                onChange={(onInterrupted) => change({ onInterrupted })}
              />
              <Field
                label={words.maxTurns}
                placeholder="50"
                inputMode="numeric"
                value={draft.maxTurns}
                onChange={(text) => change({ maxTurns: text.replaceAll(/\D/g, '') })}
                error={errorOf('maxTurns')}
              />
              <Field
                label={words.jobId}
                hint={words.jobIdHint}
                mono
                value={draft.jobId}
                onChange={(jobId) => change({ jobId })}
                error={errorOf('jobId')}
              />
              <Field
                label={words.workspace}
                hint={words.workspaceHint}
                mono
                value={draft.workspace}
                onChange={(workspace) => change({ workspace })}
                error={errorOf('workspace')}
              />
              <Field
                label={words.callback}
                hint={words.callbackHint}
                mono
                value={draft.callback}
                onChange={(callback) => change({ callback })}
                error={errorOf('callback')}
              />
            </DisclosurePanel>
          </Disclosure>
          <div>
            <Button type="submit" kind="primary" icon="play" isDisabled={busy || draft.prompt.trim() === ''}>
              {words.submit}
            </Button>
          </div>
        </form>
        <Examples models={models} />
      </div>
    </main>
  );
}

interface ModelFieldProps {
  models: KnownModels;
  value: string;
  onChange: (model: string) => void;
  error: string | null;
}

/** Any model may be typed; those that are known are offered. */
function ModelField({ models, value, onChange, error }: ModelFieldProps) {
  const { submit } = useTexts();
  const known = [...models.used, ...models.examples.map(({ model }) => model)];
  const offered = known.filter((model) => model.includes(value.trim())).map((id) => ({ id }));
  return (
    <ComboBox
      className="field"
      allowsCustomValue
      menuTrigger="focus"
      inputValue={value}
      onInputChange={onChange}
      items={offered}
      isInvalid={error !== null}
    >
      <Label>{submit.model}</Label>
      <div className="combo">
        <Input className="field-input mono" placeholder={models.default ?? 'provider/model'} />
        <AriaButton className="button button-quiet button-icon" aria-label={submit.modelList}>
          <Icon name="down" />
        </AriaButton>
      </div>
      <Text slot="description" className="field-hint">
        {models.default === null ? submit.modelHint : submit.modelDefault(models.default)}
      </Text>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover combo-list">
        <ListBox className="menu">
          {({ id }: { id: string }) => (
            <ListBoxItem className="menu-item" textValue={id}>
              <span className="mono">{id}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** What was left empty is left out, so that the server's defaults hold. */
function toInput(draft: Draft): SubmitJobInput {
  const given = (text: string) => text.trim() !== '';
  return {
    prompt: draft.prompt,
    ...(given(draft.model) ? { model: draft.model.trim() } : {}),
    ...(given(draft.jobId) ? { jobId: draft.jobId.trim() } : {}),
    ...(given(draft.workspace) ? { workspace: { path: draft.workspace.trim() } } : {}),
    ...(given(draft.callback) ? { callback: { url: draft.callback.trim() } } : {}),
    ...(given(draft.maxTurns) ? { maxTurns: Number(draft.maxTurns) } : {}),
    ...(draft.onInterrupted === 'REPORT' ? {} : { onInterrupted: draft.onInterrupted }),
    ...(draft.requireApproval.length === 0 ? {} : { requireApproval: draft.requireApproval }),
  };
}
