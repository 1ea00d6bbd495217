-- While a job goes on nothing of it runs out, unless nobody has looked after any job for a month.
local LIVE_MS = TTL_MS + 30 * 24 * 3600 * 1000

-- Sets when everything of the job runs out, the record last. `output_at`: what the model said, when that is to last longer.
local function keep_until(at, record_at, output_at)
  local prefix = string.sub(JOB, 1, -4)
  redis.call('PEXPIREAT', prefix .. 'output', output_at or at)
  redis.call('PEXPIREAT', prefix .. 'partial', output_at or at)
  redis.call('HSET', JOB, 'keptUntil', at)
  redis.call('PEXPIREAT', LOG, at)
  redis.call('PEXPIREAT', VERSIONS, at)
  redis.call('PEXPIREAT', CALLS, at)
  redis.call('PEXPIREAT', JOB, record_at or (at + GRACE_MS))
end
