--[[
  Clears the checkpoint that a completed job came from, as completion does.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  job that continued it
  ARGV[6]  how long its versions stay, in ms

  Returns  { 0, job that this one continues, or '' }; { JOB_NOT_FOUND }
  Event    wake-up: the terminal status, when there was something to clear
]]
--- @include "job"
--- @include "now"
--- @include "wake"
--- @include "keep"
--- @include "terminal"
--- @include "clear"

local job = redis.call('HMGET', JOB, 'status', 'version', 'checkpoint', 'resumedBy', 'resumedFrom')
if not job[1] then return { CODE.JOB_NOT_FOUND } end
-- A source that another job continues meanwhile is that one's to clear.
if job[3] == 'KEPT' and TERMINAL[job[1]] and job[4] == ARGV[5] then
  local retention = tonumber(ARGV[6])
  local at = now()
  clear_checkpoint(job[1], retention)
  local record_until = math.max(at + TTL_MS, at + retention) + GRACE_MS
  keep_until(at + retention, record_until)
  redis.call('ZADD', EXPIRY, record_until, 'J:' .. JOB_ID)
  wake(job[2], job[1])
end
return { 0, job[5] }
