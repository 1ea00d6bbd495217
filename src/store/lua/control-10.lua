--[[
  A person's wish to cancel or to pause: carried out at once when nobody runs the job, else written on the record.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  CANCEL or PAUSE
  ARGV[6]  why the job waits, as JSON, when it is paused here
  ARGV[7]  how long the versions of a completed job stay, in ms

  Returns  { 0, record }; { JOB_NOT_FOUND | JOB_COMPLETED }
  Event    wake-up: CANCELLED, PAUSED, or RUNNING with the wish on the record
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "wake"
--- @include "terminal"
--- @include "finish"
--- @include "pause"

local job = redis.call('HMGET', JOB, 'status', 'control', 'version')
local status, wish = job[1], ARGV[5]
if not status then return { CODE.JOB_NOT_FOUND } end
if TERMINAL[status] and not (status == 'CANCELLED' and wish == 'CANCEL') then return { CODE.JOB_COMPLETED } end

if status == 'RUNNING' then
  if job[2] ~= 'CANCEL' then redis.call('HSET', JOB, 'control', wish) end
  wake(job[3], status)
elseif not TERMINAL[status] and (wish == 'CANCEL' or status ~= 'PAUSED') then
  if wish == 'CANCEL' then
    finish(status, 'CANCELLED', now(), false, false, tonumber(ARGV[7]))
  else
    pause(status, job[3], ARGV[6], '')
  end
end
return { 0, record_of(JOB) }
