--[[
  A PAUSED job becomes QUEUED under a new delivery, with the chore of handing it to the queue.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  nonce of this call

  Returns  { 0, record }, also when this call was carried out before;
           { JOB_NOT_FOUND | JOB_RUNNING | JOB_QUEUED | JOB_COMPLETED }
  Event    wake-up: QUEUED
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "wake"
--- @include "terminal"
--- @include "status"
--- @include "chores"

local job = redis.call('HMGET', JOB, 'status', 'version', 'continuedBy')
local status = job[1]
if not status then return { CODE.JOB_NOT_FOUND } end
if job[3] ~= ARGV[5] then
  if TERMINAL[status] then return { CODE.JOB_COMPLETED } end
  if status == 'RUNNING' then return { CODE.JOB_RUNNING } end
  if status ~= 'PAUSED' then return { CODE.JOB_QUEUED } end
  redis.call('HSET', JOB, 'continuedBy', ARGV[5], 'pauseReason', '')
  redis.call('HINCRBY', JOB, 'delivery', 1)
  set_status(status, 'QUEUED')
  note_chore('QUEUE', now())
  wake(job[2], 'QUEUED')
end
return { 0, record_of(JOB) }
