import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import type { ToolCallParts } from '../job/fragments.ts';
import type { LogMessage, ToolResult } from '../job/messages.ts';
import { Prose } from '../job/prose.tsx';
import { ToolCall } from '../job/tool-call.tsx';
import { Button } from '../ui/button.tsx';
import type { Stretch } from './align.ts';

/** All calls of a side by their ids: a result may stand in another stretch than its call. */
type Calls = ReadonlyMap<string, ToolCallParts>;

/** What both have is folded; what sets them apart stands side by side. */
export function Stretches({ stretches }: { stretches: readonly Stretch[] }) {
  const left = useMemo(() => callsOf(stretches.flatMap((stretch) => stretch.left)), [stretches]);
  const right = useMemo(() => callsOf(stretches.flatMap((stretch) => stretch.right)), [stretches]);
  return (
    <ol className="stretches">
      {stretches.map((stretch, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places
        <li key={at}>
          {stretch.kind === 'SAME' ? (
            <Same messages={stretch.right} calls={right} />
          ) : (
            <div className={`stretch-apart${isOneSided(stretch) ? ' stretch-alone' : ''}`}>
              <Side title="onlyLeft" messages={stretch.left} calls={left} />
              <Side title="onlyRight" messages={stretch.right} calls={right} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function isOneSided({ left, right }: Stretch): boolean {
  return left.length === 0 || right.length === 0;
}

function callsOf(messages: readonly LogMessage[]): Calls {
  const calls = messages.flatMap((message) => (message.role === 'ASSISTANT' ? message.toolCalls : []));
  return new Map(calls.map((call) => [call.id, call]));
}

interface Shown {
  messages: readonly LogMessage[];
  calls: Calls;
}

function Same({ messages, calls }: Shown) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="stretch-same">
        <h2>{texts.compare.same(messages.length)}</h2>
        <Button
          small
          kind="quiet"
          icon={open ? 'up' : 'down'}
          aria-expanded={open}
          onPress={() => setOpen(!open)}
        >
          {open ? texts.job.conversation.fold : texts.compare.showSame}
        </Button>
      </div>
      {open && <Messages messages={messages} calls={calls} />}
    </>
  );
}

function Side({ title, messages, calls }: Shown & { title: 'onlyLeft' | 'onlyRight' }) {
  const texts = useTexts();
  if (messages.length === 0) return null;
  return (
    <section className={`stretch-${title}`} aria-label={texts.compare[title]}>
      <h2>{texts.compare[title]}</h2>
      <Messages messages={messages} calls={calls} />
    </section>
  );
}

/** A result is shown in its call where both stand here, else by itself with what it answers. */
function Messages({ messages, calls }: Shown) {
  const results = new Map(
    messages.flatMap((one) => (one.role === 'TOOL' ? [[one.result.toolCallId, one.result] as const] : [])),
  );
  const here = callsOf(messages);
  return (
    <ul className="stretch-messages">
      {messages.map((message) => {
        if (message.role !== 'TOOL') {
          return (
            <li key={message.index}>
              <Message message={message} results={results} />
            </li>
          );
        }
        const call = calls.get(message.result.toolCallId);
        if (call === undefined || here.has(call.id)) return null;
        return (
          <li key={message.index}>
            <ToolCall call={withResult(call, message.result)} />
          </li>
        );
      })}
    </ul>
  );
}

interface MessageProps {
  message: Exclude<LogMessage, { role: 'TOOL' }>;
  results: ReadonlyMap<string, ToolResult>;
}

function Message({ message, results }: MessageProps) {
  const { conversation } = useTexts().job;
  switch (message.role) {
    case 'SYSTEM':
      return <Said who={conversation.system} text={message.text.text} />;
    case 'USER':
      return <Said who={conversation.user} text={message.text.text} />;
    case 'ASSISTANT':
      return (
        <>
          {message.reasoning !== null && <Said who={conversation.thought} text={message.reasoning.text} />}
          {message.text.length > 0 && <Prose text={message.text.text} />}
          {message.toolCalls.map((call) => (
            <ToolCall key={call.id} call={withResult(call, results.get(call.id))} />
          ))}
        </>
      );
  }
}

/** A call as it stood when this result was all that was known of its end. */
function withResult(call: ToolCallParts, result: ToolResult | undefined): ToolCallParts {
  if (result === undefined) return { ...call, state: 'PENDING', resultExcerpt: null, finishedAt: null };
  const { state, isError, startedAt, finishedAt, text } = result;
  return { ...call, state, isError, startedAt, finishedAt, resultExcerpt: text };
}

function Said({ who, text }: { who: string; text: string }) {
  return (
    <>
      <h3 className="said-who">{who}</h3>
      <Prose text={text} />
    </>
  );
}
