--- @include "keep"
--- @include "terminal"
-- A checkpoint that another job is to begin with has to last until that job has copied it.
local function keep_source(at)
  local job = redis.call('HMGET', JOB, 'status', 'checkpoint', 'keptUntil')
  if not TERMINAL[job[1]] or job[2] ~= 'KEPT' or job[3] - at > TTL_MS / 2 then return 0 end
  keep_until(at + TTL_MS)
  redis.call('ZADD', EXPIRY, at + TTL_MS, 'C:' .. JOB_ID, at + TTL_MS + GRACE_MS, 'J:' .. JOB_ID)
  return 1
end
