--- @include "now"
--- @include "wake"
--- @include "keep"
--- @include "fence"
--- @include "tally"
-- Whether version 1 of the lease's job may be written as a copy: nil, or what the script answers instead.
local function copied_before(epoch, nonce)
  local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'version', 'workspace')
  local refused = fence(job[1], job[2], job[3], epoch, nonce)
  if refused then return { refused } end
  if job[4] == '0' then return nil end
  local first = redis.call('LINDEX', VERSIONS, -job[4])
  if first then return { 0, first, job[5], 1 } end
  return { 0, redis.call('LINDEX', VERSIONS, -1), job[5], tonumber(job[4]) }
end

-- Writes version 1 over a log that is there already. `progress`: turns and usage as JSON; `cause`: after what the job goes
-- on; `sealed`: what is known of the blocks of the log.
local function begin_with_copy(epoch, draft, model, turns, progress, cause, head, sealed)
  local at = now()
  local place = '0,' .. head.stop .. ',' .. head.answer_at
  local totals = at .. ',' .. head.count .. ',' .. head.size .. ',' .. head.stored
  local line = place .. '[' .. totals .. ',' .. model .. ',' .. string.sub(draft, 2)
  redis.call('RPUSH', VERSIONS, line)
  redis.call('HSET', JOB, 'version', 1, 'checkpoint', 'KEPT', 'head', place .. ',' .. totals .. ',', 'growth', 0,
    'model', model, 'logId', at .. ':' .. epoch, 'sealedTo', sealed.to, 'blockAt', sealed.block_at,
    'progress', progress, 'inheritedTurns', turns, 'crashes', 0, 'retries', 0, 'unusable', 0)
  redis.call('ZADD', ACTIVE .. ':RUNNING', at, JOB_ID)
  goes_on(cause, true)
  if cause ~= 'FORK' then tally_saved(progress, model) end
  keep_until(at + LIVE_MS)
  wake(1, 'RUNNING')
  return { 0, line, redis.call('HGET', JOB, 'workspace'), 1 }
end
