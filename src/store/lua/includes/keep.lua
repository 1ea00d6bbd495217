-- While a job goes on nothing of it runs out, unless nobody has looked after any job for a month.
local LIVE_MS = TTL_MS + 30 * 24 * 3600 * 1000

-- Sets when everything of the job runs out, the record last.
local function keep_until(at, record_at)
  redis.call('HSET', JOB, 'keptUntil', at)
  redis.call('PEXPIREAT', LOG, at)
  redis.call('PEXPIREAT', VERSIONS, at)
  redis.call('PEXPIREAT', CALLS, at)
  redis.call('PEXPIREAT', JOB, record_at or (at + GRACE_MS))
end
