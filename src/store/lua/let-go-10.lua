--[[
  Gives the job back without ending it. A wish that came in the meantime is carried out here, since nobody runs the
  job from now on.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7]  QUEUED, WAITING_RETRY or PAUSED
  ARGV[8]  WAITING_RETRY: when it goes on, in ms; PAUSED: why it waits, as JSON
  ARGV[9]  WAITING_RETRY: failure as JSON
  ARGV[10] why it waits, as JSON, when a person asked for the pause
  ARGV[11] how long the versions of a completed job stay, in ms
  ARGV[12] PAUSED: ids of the calls that are to be decided about, as JSON, or ''
  ARGV[13] WAITING_RETRY: ATTEMPT, UNUSABLE_ANSWER or NOTHING, by what it counts as

  Returns  { 0, record }, also when this lease let it go so before;
           { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: QUEUED, WAITING_RETRY, PAUSED or CANCELLED
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "wake"
--- @include "fence"
--- @include "finish"
--- @include "pause"
--- @include "tally"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'released', 'control', 'version')
local to = ARGV[7]
if job[2] == ARGV[5] and job[3] == ARGV[6] and job[4] == to then return { 0, record_of(JOB) } end
local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
if refused then return { refused } end

redis.call('HSET', JOB, 'released', to)
if to == 'WAITING_RETRY' then
  local code = code_of(ARGV[9])
  if ARGV[13] ~= 'NOTHING' then
    redis.call('HINCRBY', JOB, 'retries', 1)
    tally('put-off ' .. code)
  end
  if ARGV[13] == 'UNUSABLE_ANSWER' then redis.call('HINCRBY', JOB, 'unusable', 1) end
  tally('put-off-ms ' .. code, string.format('%.0f', math.max(0, ARGV[8] - now())))
end
if job[5] == 'CANCEL' then
  finish('RUNNING', 'CANCELLED', now(), false, false, tonumber(ARGV[11]))
elseif job[5] == 'PAUSE' then
  run_ends('PAUSED')
  pause('RUNNING', job[6], ARGV[10], '')
elseif to == 'PAUSED' then
  run_ends('PAUSED')
  pause('RUNNING', job[6], ARGV[8], ARGV[12])
else
  run_ends(to == 'QUEUED' and 'HANDED_OVER' or 'PUT_OFF')
  set_status('RUNNING', to)
  if to == 'WAITING_RETRY' then redis.call('HSET', JOB, 'nextAttemptAt', ARGV[8], 'failure', ARGV[9]) end
  wake(job[6], to)
end
return { 0, record_of(JOB) }
