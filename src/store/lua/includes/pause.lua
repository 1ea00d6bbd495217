--- @include "wake"
--- @include "status"
-- The job waits for a person from now on. `awaits`: ids of the calls that are to be decided about, as JSON, or ''.
local function pause(from, version, reason, awaits)
  set_status(from, 'PAUSED')
  redis.call('HSET', JOB, 'pauseReason', reason, 'awaits', awaits, 'control', '', 'failure', '', 'nextAttemptAt', '')
  wake(version, 'PAUSED')
end
