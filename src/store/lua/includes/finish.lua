--- @include "wake"
--- @include "keep"
--- @include "status"
--- @include "chores"
--- @include "clear"
--- @include "tally"
-- Ends the job. `result` and `failure` are false when there is none; Both are JSON.
local function finish(from, status, at, result, failure, retention)
  local job = redis.call('HMGET', JOB, 'version', 'checkpoint', 'hasCallback', 'resumedFrom', 'interrupted')
  set_status(from, status)
  tally('ended ' .. status .. (job[5] and ' INTERRUPTED' or ' STRAIGHT'))
  if failure then tally('failed ' .. code_of(failure)) end
  run_ends(status)
  redis.call('HSET', JOB, 'finishedAt', at, 'nextAttemptAt', '', 'control', '', 'pauseReason', '', 'awaits', '', 'failure', failure or '')
  if result then redis.call('HSET', JOB, 'result', result) end

  local kept_until, record_until = at + TTL_MS, at + TTL_MS + GRACE_MS
  if status == 'COMPLETED' then
    if job[2] == 'KEPT' then clear_checkpoint(status, retention) end
    kept_until = at + retention
    record_until = math.max(at + TTL_MS, kept_until) + GRACE_MS
    if job[4] ~= '' then note_chore('CLEAR_SOURCES', at) end
  elseif job[2] == 'KEPT' then
    redis.call('ZADD', EXPIRY, kept_until, 'C:' .. JOB_ID)
  end
  -- Those who listen to the model have a minute to hear the end, whatever is kept.
  keep_until(kept_until, record_until, math.max(kept_until, at + 60000))
  redis.call('ZADD', EXPIRY, record_until, 'J:' .. JOB_ID)
  redis.call('ZREM', LIVE, JOB_ID)

  if job[3] == '1' then note_chore('CALLBACK', at) end
  wake(job[1], status)
end
