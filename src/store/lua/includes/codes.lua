-- What a script answers instead of a result; `script-errors.ts` gives each its error.
local CODE = {
  JOB_NOT_FOUND = -1,
  LEASE_TAKEN = -2,
  LEASE_RELEASED = -3,
  LEASE_ENDED = -4,
  VERSION_CONFLICT = -5,
  JOB_EXISTS = -6,
  JOB_RUNNING = -7,
  JOB_QUEUED = -8,
  JOB_COMPLETED = -9,
  CHECKPOINT_NOT_FOUND = -10,
  VERSION_GONE = -11,
  CHANGED = -12,
  CLAIM_STALE = -13,
  CUT_IN_BLOCK = -14,
}
