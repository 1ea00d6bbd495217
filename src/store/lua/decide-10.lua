--[[
  Records a person's decision about a tool call that has no result yet. With the last one that a job waited for, the
  job becomes QUEUED, with the chore of handing it to the queue. While others are waited for, what was decided stays.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  version that the caller saw
  ARGV[6]  id of the call as JSON
  ARGV[7]  the open call with the decision, as JSON; '' changes nothing
  ARGV[8]  kind of the decision
  ARGV[9]  ids of the calls that the job waits for, as JSON, as the caller saw them, or ''
  ARGV[10] those that are left after this decision
  ARGV[11] nonce of this call
  ARGV[12] the open call without a decision, as JSON

  Returns  { 0, record }, also when this call was carried out before;
           { JOB_NOT_FOUND | JOB_RUNNING | JOB_COMPLETED }; { CHANGED } when the job is not as it was seen;
           { DECIDED } when another decision about the call is on record
  Event    wake-up: PAUSED or QUEUED
]]
--- @include "job"
--- @include "record"
--- @include "terminal"
--- @include "proceed"
--- @include "tally"

local job = redis.call('HMGET', JOB, 'status', 'version', 'keptUntil', 'awaits', 'decidedBy')
local status = job[1]
if not status then return { CODE.JOB_NOT_FOUND } end
if job[5] == ARGV[11] then return { 0, record_of(JOB) } end
if TERMINAL[status] then return { CODE.JOB_COMPLETED } end
if status ~= 'PAUSED' then return { CODE.JOB_RUNNING } end
if job[2] ~= ARGV[5] or (job[4] or '') ~= ARGV[9] then return { CODE.CHANGED } end
if ARGV[7] == '' then return { 0, record_of(JOB) } end
local call = redis.call('HGET', CALLS, ARGV[6])
if call ~= ARGV[7] then
  -- Compared as text: the arguments that a person gave may hold what `cjson` refuses.
  if call and call ~= ARGV[12] and ARGV[9] ~= '' and ARGV[10] == ARGV[9] then return { CODE.DECIDED } end
  tally('decided ' .. ARGV[8])
end
redis.call('HSET', CALLS, ARGV[6], ARGV[7])
redis.call('PEXPIREAT', CALLS, job[3])
redis.call('HSET', JOB, 'awaits', ARGV[10], 'decidedBy', ARGV[11])
if ARGV[9] ~= '' and ARGV[10] == '' then
  proceed(job[2], 'DECISION')
else
  wake(job[2], status)
end
return { 0, record_of(JOB) }
