--- @include "codes"
-- The keys and the first arguments of every script that changes a job; a script may take fewer of the keys.
local JOB, LOG, VERSIONS, CALLS, ACTIVE = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local JOBS, LIVE, EXPIRY, CHORES, STATES = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local JOB_ID, LIVE_CHANNEL, TTL_MS, GRACE_MS = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

-- While a job goes on nothing of it runs out, unless nobody has looked after any job for a month.
local LIVE_MS = TTL_MS + 30 * 24 * 3600 * 1000

local TERMINAL = { COMPLETED = true, FAILED = true, CANCELLED = true }

-- Milliseconds since 1970, by the clock of Redis.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Event: { jobId, version, status } to the watchers of this job and to those of all jobs.
local function wake(version, status)
  if version == 0 or version == '0' then version = 'null' end
  local message = '{"jobId":' .. cjson.encode(JOB_ID) .. ',"version":' .. version .. ',"status":"' .. status .. '"}'
  redis.call('PUBLISH', string.sub(JOB, 1, -4) .. 'events', message)
  redis.call('PUBLISH', LIVE_CHANNEL, message)
end

-- Sets when everything of the job runs out, the record last.
local function keep_until(at, record_at)
  redis.call('HSET', JOB, 'keptUntil', at)
  redis.call('PEXPIREAT', LOG, at)
  redis.call('PEXPIREAT', VERSIONS, at)
  redis.call('PEXPIREAT', CALLS, at)
  redis.call('PEXPIREAT', JOB, record_at or (at + GRACE_MS))
end
