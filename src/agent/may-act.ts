/**
 * Acts at a moment in which no other worker can have taken the job. It looks and acts in one step, so that nothing comes
 * in between, not even the sleep of a frozen process. Waits while that is not sure; rejects with the `StopReason` of the
 * run, and has not acted, when the job is lost.
 */
export type WhenMayAct = <Result>(act: () => Result | Promise<Result>) => Promise<Result>;
