import { useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Icon } from '../ui/icons.tsx';
import type { JobFollower } from './follower.ts';
import { Prose } from './prose.tsx';

/** What the model says while it says it; nothing while it says nothing. */
export function LiveTurn({ follower }: { follower: JobFollower }) {
  const texts = useTexts();
  const spoken = useSyncExternalStore(follower.subscribeSpoken, follower.spoken);
  if (spoken === null) return null;
  const { turn, reasoning, text } = spoken;
  return (
    <li className="said said-ASSISTANT said-LIVE">
      <h3 className="said-who">
        {texts.job.conversation.turn(turn)} · {texts.job.conversation.live}
      </h3>
      {reasoning !== '' && (
        <div className="collapsed collapsed-thought">
          <p className="live-thought">
            <Icon name="thought" size={14} />
            <span className="collapsed-title">{texts.job.conversation.thought}</span>
          </p>
          <Prose text={reasoning} isLive={text === ''} />
        </div>
      )}
      {text !== '' && <Prose text={text} isLive />}
    </li>
  );
}
