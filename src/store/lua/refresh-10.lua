--[[
  Refreshes the TTL of a job that is not over, or forgets one whose record is gone.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms

  Returns  { 1, path of its workspace as JSON, job that it continues or '', origin of a fork as JSON or '', version };
           { 0 } when there was nothing to refresh
  Event    none
]]
--- @include "job"
--- @include "now"
--- @include "keep"
--- @include "terminal"

local job = redis.call('HMGET', JOB, 'status', 'workspace', 'resumedFrom', 'forkedFrom', 'version')
if job[1] and not TERMINAL[job[1]] then
  local at = now()
  keep_until(at + LIVE_MS)
  redis.call('ZADD', LIVE, at, JOB_ID)
  return { 1, job[2], job[3], job[4], tonumber(job[5]) }
end
redis.call('ZREM', LIVE, JOB_ID)
if not job[1] then
  for _, status in ipairs({ 'QUEUED', 'RUNNING', 'WAITING_RETRY', 'PAUSED' }) do
    redis.call('ZREM', JOBS .. ':' .. status, JOB_ID)
    redis.call('ZREM', ACTIVE .. ':' .. status, JOB_ID)
  end
end
return { 0 }
