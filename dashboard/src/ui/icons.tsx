/** Icons of 16 by 16, drawn in the colour of their text. They say nothing to screen readers: words stand beside them. */
const PATHS = {
  jobs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  decisions: 'M8 2.2 13.8 8 8 13.8 2.2 8zM8 5.6v3M8 10.4v.1',
  vitals: 'M1.8 8.6h2.7L6.3 4l3 8.2 1.9-3.6h3',
  plus: 'M8 3.2v9.6M3.2 8h9.6',
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.7 10.7 14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  settings: 'M2.5 5h5M11.5 5h2M2.5 11h2M8.5 11h5M9.5 3.2v3.6M6.5 9.2v3.6',
  check: 'm3 8.6 3.2 3.2L13 5',
  play: 'M5 3.2v9.6L12.8 8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  resume: 'M2.6 8a5.4 5.4 0 1 0 1.8-4M4.4 1.6V4.2H7M7 5.8v4.4L10.4 8z',
  fork: 'M4 5.6v4.8M4 5.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM4 14a1.8 1.8 0 1 0 0-3.6A1.8 1.8 0 0 0 4 14zM12 5.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM12 5.6c0 3-4 2.2-6.6 4.2',
  trash: 'M2.8 4.2h10.4M6 4V2.6h4V4M4.2 4.2l.6 9.2h6.4l.6-9.2M6.8 7v3.8M9.2 7v3.8',
  compare: 'M5.5 2.5v11M10.5 2.5v11M2 5.5l1.8-1.8M2 5.5l1.8 1.8M14 10.5l-1.8-1.8M14 10.5l-1.8 1.8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  up: 'm3.5 10 4.5-4.5L12.5 10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.6V8l2.4 1.6',
  terminal: 'm3 4 4 4-4 4M8.5 12h4.5',
  file: 'M4 1.8h5L12.5 5.3v8.9H4zM9 1.8v3.7h3.5',
  edit: 'M2.8 13.2l.6-2.8 7.6-7.6 2.2 2.2-7.6 7.6zM9.6 4.2l2.2 2.2',
  read: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z',
  tool: 'M9.6 6.4 3 13M9.2 5.6a3.4 3.4 0 0 1 4.3-3.3L11.3 4.5l.2.3L13.7 2.7a3.4 3.4 0 0 1-4.1 4.3z',
  thought: 'M4.5 10.5a3 3 0 0 1 .3-6 3.8 3.8 0 0 1 7 1.2 2.5 2.5 0 0 1-.4 4.9zM5 13.4h.01M7.2 12.4h.01',
  warn: 'M8 2.4 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1',
  broken: 'M1.5 8h4L7 5.5M14.5 8h-4L9 10.5M7.8 3.2l.4 1.4M8.2 12.8l-.4-1.4',
  person: 'M8 7.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 14c.4-3 2.4-4.6 5.2-4.6s4.8 1.6 5.2 4.6',
  model: 'M8 1.8l1.7 4.5 4.5 1.7-4.5 1.7L8 14.2 6.3 9.7 1.8 8l4.5-1.7z',
  folder: 'M1.8 12.8V3.2h4.4l1.6 1.8h6.4v7.8z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
