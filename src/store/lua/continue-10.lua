--[[
  A PAUSED job becomes QUEUED under a new delivery, with the chore of handing it to the queue.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  nonce of this call

  Returns  { 0, record }, also when this call was carried out before, or a decision let the job go on already;
           { JOB_NOT_FOUND | JOB_RUNNING | JOB_QUEUED | JOB_COMPLETED }
  Event    wake-up: QUEUED
]]
--- @include "job"
--- @include "record"
--- @include "terminal"
--- @include "proceed"

local job = redis.call('HMGET', JOB, 'status', 'version', 'continuedBy')
local status, by = job[1], job[3]
if not status then return { CODE.JOB_NOT_FOUND } end
if by ~= ARGV[5] then
  if TERMINAL[status] then return { CODE.JOB_COMPLETED } end
  if status == 'PAUSED' then
    proceed(job[2], ARGV[5])
  elseif by ~= 'DECISION' then
    return { status == 'RUNNING' and CODE.JOB_RUNNING or CODE.JOB_QUEUED }
  end
end
return { 0, record_of(JOB) }
