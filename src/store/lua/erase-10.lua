--[[
  Removes all that there is of a job whose record is damaged, whatever kind of value its keys hold by now.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms

  Returns  { 0 }, also when there is nothing (left)
  Event    wake-up: FAILED, without a version
]]
--- @include "job"
--- @include "wake"
--- @include "forget"

local prefix = string.sub(JOB, 1, -4)
redis.call('UNLINK', JOB, LOG, VERSIONS, CALLS, prefix .. 'output', prefix .. 'partial')
forget()
redis.call('ZREM', LIVE, JOB_ID)
for _, kind in ipairs({ 'QUEUE', 'CALLBACK', 'CLEAR_SOURCES' }) do
  redis.call('ZREM', CHORES, kind .. ':' .. JOB_ID)
  redis.call('HDEL', STATES, kind .. ':' .. JOB_ID)
end
wake(0, 'FAILED')
return { 0 }
