--- @include "now"
--- @include "wake"
--- @include "status"
--- @include "chores"
-- A PAUSED job waits for a worker from now on, under a new delivery. `by`: what let it go on.
local function proceed(version, by)
  redis.call('HSET', JOB, 'continuedBy', by, 'pauseReason', '', 'awaits', '')
  redis.call('HINCRBY', JOB, 'delivery', 1)
  set_status('PAUSED', 'QUEUED')
  note_chore('QUEUE', now())
  wake(version, 'QUEUED')
end
