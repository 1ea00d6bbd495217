-- The record of a job as its readers take it: the values of `RECORD_FIELDS` (see `job-hash.ts`); empty without a job.
local function record_of(key)
  local record = redis.pcall('HMGET', key,
    'spec', 'status', 'attempts', 'inheritedTurns', 'version', 'checkpoint', 'progress', 'createdAt',
    'startedAt', 'finishedAt', 'nextAttemptAt', 'failure', 'pauseReason', 'result', 'resumedFrom', 'resumedBy',
    'forkedFrom', 'control', 'epoch', 'takenAt', 'workerId', 'crashes', 'retries', 'delivery', 'keptUntil', 'damage',
    'head', 'growth', 'model', 'awaits',
    'unusable')
  -- No hash at all: a record of which nothing can be read.
  if record.err then return { '?' } end
  return record[1] and record or {}
end
