import Anser from 'anser';

/** A stretch of output in one look. `className` names colours and decorations, `style` exact colours. */
export interface TerminalSpan {
  text: string;
  className: string;
  style?: { color?: string; backgroundColor?: string };
}

/** Output of a command as a terminal would show it, without what moves the cursor. */
export function terminalSpans(output: string): TerminalSpan[] {
  return Anser.ansiToJson(settled(output), { json: true, remove_empty: true, use_classes: true }).map(
    ({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }) => {
      const names = [fg, bg === null ? null : `${bg}-bg`, ...decorations.map((name) => `ansi-${name}`)];
      const span: TerminalSpan = {
        text: content,
        className: names.filter((name) => name !== null).join(' '),
      };
      if (fg_truecolor || bg_truecolor) {
        span.style = {
          ...(fg_truecolor ? { color: `rgb(${fg_truecolor})` } : {}),
          ...(bg_truecolor ? { backgroundColor: `rgb(${bg_truecolor})` } : {}),
        };
      }
      return span;
    },
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const TITLES = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const MOVES = /\x1b(?:\[[0-9;?]*[A-Zac-ln-z]|[()][A-B0-2]|[=>78cDEHMNOZ])/g;

/** A line that was written over (progress bars) as it was last; sequences that are no colours are left out. */
function settled(output: string): string {
  return output
    .replaceAll('\r\n', '\n')
    .replace(/[^\n]*\r(?!$)/g, '')
    .replaceAll('\r', '')
    .replace(TITLES, '')
    .replace(MOVES, '');
}
