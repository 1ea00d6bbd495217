/** What users are promised, in the words of the report. */
export const PROMISES = {
  KEPT: 'What was acknowledged is not lost, and what was accepted is done',
  FENCED: 'A worker that lost its job changes nothing',
  ASLEEP: 'A worker that slept through its time starts nothing',
  ONCE: 'A call whose result was saved is never run again, and one that was cut off never silently',
  ASKED: 'The model is asked again only for what was never saved, and only a whole answer is saved',
  RESUMED: 'However many ask at once, one job is made of it',
  HEARD: 'A subscriber misses nothing and gets nothing twice, or is told that there is a gap',
  FINAL: 'Deleting is final, and what makes no progress ends',
  TAKEN: "A dead worker's job goes on elsewhere, and a living one's does not",
  WHOLE: 'What is damaged or newer is refused and left as it is',
} as const;

export type Promised = keyof typeof PROMISES;

/** A line of the product that a promise rests on, and how it is taken out. */
export interface Guard {
  /** What the line does, in a few words; no two alike. */
  guard: string;
  promise: Promised;
  /** Path in the repository. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  /** Put in its place, so that the program still runs and the guard is gone. */
  replace: string;
  /** The test file that has to notice. */
  test: string;
  /** Regular expression for the full names of those of its tests that are run: suites and test, with blanks between. */
  names: string;
}
