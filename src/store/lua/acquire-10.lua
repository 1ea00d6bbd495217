--[[
  Gives the right to write to whoever asks: raises the epoch. A job that was RUNNING had lost its worker.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  worker id
  ARGV[6]  nonce of the lease; a call that is sent again has the same

  Returns  { 1, record } with the lease; { 0, record } when the job is over or paused and was not taken; { JOB_NOT_FOUND }
  Event    wake-up: RUNNING
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "wake"
--- @include "keep"
--- @include "terminal"
--- @include "status"
--- @include "tally"

-- Why the job goes on, by how the last run of it ended; nil for the first one.
local function cause_of(status, attempts, released)
  if status == 'RUNNING' then return 'CRASH' end
  if status == 'WAITING_RETRY' then return 'RETRY' end
  if attempts == '0' then return nil end
  return released == 'QUEUED' and 'HAND_OVER' or 'PAUSE'
end

local job = redis.call('HMGET', JOB, 'status', 'nonce', 'startedAt', 'version', 'attempts', 'released', 'progress', 'model')
local status = job[1]
if not status then return { CODE.JOB_NOT_FOUND } end
if TERMINAL[status] or status == 'PAUSED' then return { 0, record_of(JOB) } end

if status ~= 'RUNNING' or job[2] ~= ARGV[6] then
  local at = now()
  local cause = cause_of(status, job[5], job[6])
  if cause == 'CRASH' then
    redis.call('HINCRBY', JOB, 'crashes', 1)
    run_ends('CRASHED')
  end
  if cause then
    goes_on(cause, job[4] ~= '0')
    if cause ~= 'PAUSE' then tally_saved(job[7], job[8]) end
  end
  if not job[3] then redis.call('HSET', JOB, 'startedAt', at) end
  redis.call('HINCRBY', JOB, 'epoch', 1)
  redis.call('HINCRBY', JOB, 'attempts', 1)
  redis.call('HSET', JOB, 'nonce', ARGV[6], 'takenAt', at, 'workerId', ARGV[5], 'released', '', 'nextAttemptAt', '', 'failure', '')
  set_status(status, 'RUNNING')
  keep_until(at + LIVE_MS)
  wake(job[4], 'RUNNING')
end
return { 1, record_of(JOB) }
