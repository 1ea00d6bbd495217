--[[
  Records a person's decision about a tool call that has no result yet.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  version that the caller saw
  ARGV[6]  id of the call as JSON
  ARGV[7]  the open call with the decision, as JSON; '' changes nothing
  ARGV[8]  kind of the decision

  Returns  { 0, record }; { JOB_NOT_FOUND | JOB_RUNNING | JOB_COMPLETED }; { CHANGED } when the head is another
  Event    wake-up: PAUSED
]]
--- @include "job"
--- @include "record"
--- @include "wake"
--- @include "terminal"
--- @include "tally"

local job = redis.call('HMGET', JOB, 'status', 'version', 'keptUntil')
local status = job[1]
if not status then return { CODE.JOB_NOT_FOUND } end
if TERMINAL[status] then return { CODE.JOB_COMPLETED } end
if status ~= 'PAUSED' then return { CODE.JOB_RUNNING } end
if job[2] ~= ARGV[5] then return { CODE.CHANGED } end
if ARGV[7] == '' then return { 0, record_of(JOB) } end
if redis.call('HGET', CALLS, ARGV[6]) ~= ARGV[7] then tally('decided ' .. ARGV[8]) end
redis.call('HSET', CALLS, ARGV[6], ARGV[7])
redis.call('PEXPIREAT', CALLS, job[3])
wake(job[2], status)
return { 0, record_of(JOB) }
