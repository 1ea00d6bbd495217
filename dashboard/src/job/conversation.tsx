import './conversation.css';
import { memo, type ReactNode, useSyncExternalStore } from 'react';
import { Link } from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import type { VersionParts } from './fragments.ts';
import type { HistoryReader } from './history-reader.ts';
import { LongText } from './long-text.tsx';
import type { LogMessage, Piece } from './messages.ts';
import { Prose } from './prose.tsx';
import { ToolCall } from './tool-call.tsx';

export interface ConversationProps {
  history: HistoryReader;
  /** Of the job, in order: they tell where it was taken over, copied or repaired. */
  versions: readonly VersionParts[];
  /** The job whose copy this one began with. */
  copiedFrom: string | null;
  /** Shown at its end. */
  children?: ReactNode;
}

/** The messages of a job along its thread, a bead for each turn. */
export function Conversation({ history, versions, copiedFrom, children }: ConversationProps) {
  const texts = useTexts();
  const { log, hasEarlier, reading } = useSyncExternalStore(history.subscribe, history.snapshot);
  const marks = marksOf(versions);
  const turns = turnsOf(
    log.entries.map(({ message }) => message),
    versions,
  );
  return (
    <ol className="conversation" aria-label={texts.job.conversation.title}>
      {hasEarlier && (
        <li className="conversation-earlier">
          <Button icon="up" isDisabled={reading} onPress={() => void history.earlier()}>
            {texts.job.conversation.earlier}
          </Button>
        </li>
      )}
      {log.entries.map(({ message }) => (
        <Message
          key={message.index}
          message={message}
          history={history}
          turn={turns.get(message.index) ?? null}
          mark={marks.get(message.index) ?? null}
          copiedFrom={copiedFrom}
        />
      ))}
      {children}
    </ol>
  );
}

/** What is to be said before a message. */
interface Mark {
  copied: boolean;
  takenOver: boolean;
  repair: string | null;
}

/** By the place of the message that they stand before. */
function marksOf(versions: readonly VersionParts[]): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  let before: VersionParts | null = null;
  for (const version of versions) {
    if (version.step === 'RESUMED' || version.step === 'FORKED') {
      marks.set(version.messageCount, { copied: true, takenOver: false, repair: null });
    } else {
      const takenOver =
        before !== null &&
        before.epoch !== version.epoch &&
        before.step !== 'RESUMED' &&
        before.step !== 'FORKED';
      const repair = version.step === 'MODEL_RESPONSE' ? (version.repair ?? null) : null;
      const place = before?.messageCount ?? 0;
      if (takenOver || repair !== null) marks.set(place, { copied: false, takenOver, repair });
    }
    before = version;
  }
  return marks;
}

/** The number of the turn that each answer is, by its place. */
function turnsOf(messages: readonly LogMessage[], versions: readonly VersionParts[]): Map<number, number> {
  const turns = new Map<number, number>();
  const head = versions.at(-1);
  if (head === undefined) return turns;
  let turn = head.turns;
  for (const { role, index } of messages.toReversed()) {
    if (role !== 'ASSISTANT') continue;
    turns.set(index, turn);
    turn -= 1;
  }
  return turns;
}

interface MessageProps {
  message: LogMessage;
  history: HistoryReader;
  turn: number | null;
  mark: Mark | null;
  copiedFrom: string | null;
}

const Message = memo(
  function Message({ message, history, turn, mark, copiedFrom }: MessageProps) {
    const texts = useTexts();
    const { conversation } = texts.job;
    const read = (what: 'text' | 'reasoning') => (offset: number) =>
      history.piece(message.index, { what }, offset);
    switch (message.role) {
      case 'TOOL':
        // It is shown in its call.
        return <Before mark={mark} copiedFrom={copiedFrom} />;
      case 'SYSTEM':
        return (
          <li className="said said-SYSTEM">
            <Collapsed title={conversation.system} piece={message.text} read={read('text')} />
          </li>
        );
      case 'USER':
        return (
          <>
            <Before mark={mark} copiedFrom={copiedFrom} />
            <li className="said said-USER">
              <h3 className="said-who">{message.index <= 1 ? conversation.user : conversation.userAgain}</h3>
              <Said piece={message.text} read={read('text')} />
            </li>
          </>
        );
      case 'ASSISTANT':
        return (
          <>
            <Before mark={mark} copiedFrom={copiedFrom} />
            <li className="said said-ASSISTANT">
              {turn !== null && <h3 className="said-who">{conversation.turn(turn)}</h3>}
              {message.reasoning !== null && (
                <Collapsed
                  title={conversation.thought}
                  piece={message.reasoning}
                  read={read('reasoning')}
                  isThought
                />
              )}
              {message.text.length > 0 && <Said piece={message.text} read={read('text')} />}
              {message.toolCalls.map((call) => (
                <ToolCall key={call.id} call={call} source={{ history, index: message.index }} />
              ))}
            </li>
          </>
        );
    }
  },
  (before, after) =>
    before.message === after.message &&
    before.turn === after.turn &&
    before.copiedFrom === after.copiedFrom &&
    JSON.stringify(before.mark) === JSON.stringify(after.mark),
);

function Before({ mark, copiedFrom }: Pick<MessageProps, 'mark' | 'copiedFrom'>) {
  const { conversation } = useTexts().job;
  if (mark === null) return null;
  return (
    <>
      {mark.copied && copiedFrom !== null && (
        <li className="mark mark-copied">
          <Icon name="fork" size={14} />
          {conversation.resumedHere}{' '}
          <Link href={pathOf.job(copiedFrom)} className="mono">
            {copiedFrom}
          </Link>
        </li>
      )}
      {mark.takenOver && (
        <li className="mark mark-taken">
          <Icon name="broken" size={14} />
          {conversation.takenOver}
        </li>
      )}
      {mark.repair !== null && (
        <li className="mark mark-repaired">
          <Icon name="tool" size={14} />
          {conversation.repaired} {mark.repair}
        </li>
      )}
    </>
  );
}

interface TextProps {
  piece: Piece;
  read: (offset: number) => Promise<string | null>;
}

function Said({ piece, read }: TextProps) {
  return (
    <LongText piece={piece} read={read}>
      {(text) => <Prose text={text} />}
    </LongText>
  );
}

function Collapsed({
  title,
  piece,
  read,
  isThought = false,
}: TextProps & { title: string; isThought?: boolean }) {
  return (
    <details className={`collapsed${isThought ? ' collapsed-thought' : ''}`}>
      <summary>
        <Icon name={isThought ? 'thought' : 'file'} size={14} />
        <span className="collapsed-title">{title}</span>
        <span className="collapsed-first">{firstWords(piece.text)}</span>
      </summary>
      <Said piece={piece} read={read} />
    </details>
  );
}

function firstWords(text: string): string {
  return text.slice(0, 160).replaceAll(/\s+/g, ' ');
}
