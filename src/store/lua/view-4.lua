--[[
  The checkpoint of a job without its messages, with the state of the job that continues it.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls
  (the record of the job that continues it is read under a name made from the job's; its tag is the same)

  Returns  { record of the job, head version as it is kept or '' without a checkpoint, open calls,
           { status, checkpoint } of the job that continues it, empty without one }
]]
--- @include "record"

local record = record_of(KEYS[1])
local job = redis.call('HMGET', KEYS[1], 'checkpoint', 'resumedByHash')
local line = job[1] == 'KEPT' and redis.call('LINDEX', KEYS[3], -1)
local successor = {}
if job[2] then
  local key = string.gsub(KEYS[1], '%x+:job$', job[2] .. ':job')
  successor = redis.call('HMGET', key, 'status', 'checkpoint')
end
return { record, line or '', redis.call('HVALS', KEYS[4]), successor }
