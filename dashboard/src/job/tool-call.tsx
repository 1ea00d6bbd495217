import './tool-call.css';
import { type ReactNode, useState } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Elapsed } from '../ui/time.tsx';
import { Visible } from '../ui/visible.tsx';
import { Diff, NewFile } from './diff.tsx';
import { Folded } from './folded.tsx';
import type { ToolCallParts } from './fragments.ts';
import type { HistoryReader } from './history-reader.ts';
import { LongText } from './long-text.tsx';
import type { Piece } from './messages.ts';
import { Terminal } from './terminal.tsx';

const ICONS: Record<string, IconName> = {
  run_command: 'terminal',
  read_file: 'read',
  list_files: 'folder',
  search_files: 'search',
  write_file: 'file',
  edit_file: 'edit',
};

const LINES = 12;
const TERMINAL_LINES = 18;
/** How much more of each text of the arguments, when all of it is asked for. */
const WHOLE = 1_000_000;

export interface ToolCallProps {
  call: ToolCallParts;
  /** Where the rest of long texts is read; left out, they stay cut. */
  source?: { history: HistoryReader; index: number };
  /** In the place of the result. */
  children?: ReactNode;
}

/** A tool call: what was asked for, how it went, and what came of it. */
export function ToolCall({ call, source, children }: ToolCallProps) {
  const { name, state } = call;
  return (
    <article className={`tool tool-${state}`} aria-label={name}>
      <ToolHead call={call} />
      <ToolBody call={call} {...(source === undefined ? {} : { source })} />
      {children}
    </article>
  );
}

function ToolHead({ call }: { call: ToolCallParts }) {
  const texts = useTexts();
  const { name, policy, state, startedAt, finishedAt, decision } = call;
  const subject = subjectOf(call);
  return (
    <header className="tool-head">
      <Icon name={ICONS[name] ?? 'tool'} />
      <span className="tool-name mono">
        <Visible text={name} />
      </span>
      {subject !== null && (
        <span className="tool-subject mono">
          <Visible text={subject} />
        </span>
      )}
      <span className="tool-end">
        {decision != null && <span className="chip">{texts.job.tools.decided[decision]}</span>}
        <Duration
          startedAt={startedAt ?? null}
          finishedAt={finishedAt ?? null}
          running={state === 'RUNNING'}
        />
        <span className="tool-state">{texts.job.tools.state[state]}</span>
        <TooltipTrigger delay={300}>
          <AriaButton className="tool-policy" aria-label={`${policy}: ${texts.job.tools.policy[policy]}`}>
            {policy}
          </AriaButton>
          <Tooltip className="tooltip" placement="top">
            {texts.job.tools.policy[policy]}
          </Tooltip>
        </TooltipTrigger>
      </span>
    </header>
  );
}

interface DurationProps {
  startedAt: string | null;
  finishedAt: string | null;
  running: boolean;
}

function Duration({ startedAt, finishedAt, running }: DurationProps) {
  const formats = useFormats();
  if (startedAt === null) return null;
  if (running) return <Elapsed since={startedAt} />;
  if (finishedAt === null) return null;
  return (
    <span title={formats.full(startedAt)}>
      {formats.duration(Date.parse(finishedAt) - Date.parse(startedAt))}
    </span>
  );
}

function ToolBody({ call, source }: Pick<ToolCallProps, 'call' | 'source'>) {
  const args = argumentsOf(call);
  switch (call.name) {
    case 'run_command':
      return (
        <Result call={call} source={source}>
          {(output) => (
            <Folded text={output ?? ''} lines={TERMINAL_LINES}>
              {(shown) => <Terminal command={textOf(args.command)} output={output === null ? null : shown} />}
            </Folded>
          )}
        </Result>
      );
    case 'edit_file':
      return (
        <>
          <Uncut call={call} source={source}>
            {(all) => <Diff before={textOf(all.oldText)} after={textOf(all.newText)} />}
          </Uncut>
          <PlainResult call={call} source={source} onlyErrors />
        </>
      );
    case 'write_file':
      return (
        <>
          <Uncut call={call} source={source}>
            {(all) => (
              <Folded text={textOf(all.content)} lines={LINES}>
                {(shown) => <NewFile content={shown} />}
              </Folded>
            )}
          </Uncut>
          <PlainResult call={call} source={source} onlyErrors />
        </>
      );
    case 'read_file':
    case 'list_files':
    case 'search_files':
      return <PlainResult call={call} source={source} />;
    default:
      return (
        <>
          <pre className="tool-text">
            <Visible text={JSON.stringify(call.argumentsExcerpt.arguments, null, 2)} />
          </pre>
          <PlainResult call={call} source={source} />
        </>
      );
  }
}

interface PartProps {
  call: ToolCallParts;
  source: ToolCallProps['source'] | undefined;
}

/** The result, as far as it was read; null while there is none. */
function Result({ call, source, children }: PartProps & { children: (output: string | null) => ReactNode }) {
  const piece = call.resultExcerpt;
  if (piece == null) return children(null);
  if (source === undefined) return children(piece.text);
  return (
    <LongText key={piece.text} piece={piece} read={(offset) => readResult(source, call.id, offset)}>
      {children}
    </LongText>
  );
}

function PlainResult({ call, source, onlyErrors = false }: PartProps & { onlyErrors?: boolean }) {
  const texts = useTexts();
  const piece: Piece | null | undefined = call.resultExcerpt;
  if (piece == null || (onlyErrors && call.isError !== true)) return null;
  if (piece.length === 0) return <p className="note">{texts.job.tools.noOutput}</p>;
  return (
    <Result call={call} source={source}>
      {(output) => (
        <Folded text={output ?? ''} lines={LINES}>
          {(shown) => <pre className="tool-text">{shown}</pre>}
        </Folded>
      )}
    </Result>
  );
}

/** Arguments with whole texts, once they are asked for. */
function Uncut({ call, source, children }: PartProps & { children: (args: Arguments) => ReactNode }) {
  const texts = useTexts();
  const [whole, setWhole] = useState<Arguments | null>(null);
  const canRead = call.argumentsExcerpt.isCut && whole === null && source !== undefined;

  async function readAll(): Promise<void> {
    const all = await source?.history.arguments(source.index, call.id, WHOLE);
    if (all != null) setWhole(toArguments(all.arguments));
  }

  return (
    <>
      {children(whole ?? argumentsOf(call))}
      {canRead && (
        <Button small onPress={() => void readAll()}>
          {texts.job.conversation.whole}
        </Button>
      )}
    </>
  );
}

function readResult(
  { history, index }: NonNullable<ToolCallProps['source']>,
  toolCallId: string,
  offset: number,
) {
  return history.piece(index, { what: 'result', toolCallId }, offset);
}

type Arguments = Record<string, unknown>;

function argumentsOf(call: ToolCallParts): Arguments {
  return toArguments(call.argumentsExcerpt.arguments);
}

function toArguments(value: unknown): Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** What the model sends may be of any shape. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

/** What a call is about, in one line; a command stands in its terminal. */
function subjectOf(call: ToolCallParts): string | null {
  const { path, pattern, glob, startLine, endLine } = argumentsOf(call);
  const lines = startLine === undefined && endLine === undefined ? '' : `:${startLine ?? 1}–${endLine ?? ''}`;
  const parts = [pattern, glob, path === undefined ? undefined : `${textOf(path)}${lines}`];
  const subject = parts
    .filter((part) => part !== undefined)
    .map(textOf)
    .join('  ');
  return subject === '' ? null : subject;
}
