--- @include "wake"
--- @include "status"
-- The job waits for a person from now on.
local function pause(from, version, reason)
  set_status(from, 'PAUSED')
  redis.call('HSET', JOB, 'pauseReason', reason, 'control', '', 'failure', '', 'nextAttemptAt', '')
  wake(version, 'PAUSED')
end
