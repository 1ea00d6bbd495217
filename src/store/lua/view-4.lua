--[[
  The checkpoint of a job without its messages, with the state of the job that continues it.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls
  (the record of the job that continues it is read under a name made from the job's; its tag is the same)

  Returns  { record of the job, head version as it is kept or '' without a checkpoint, open calls,
           { status, checkpoint } of the job that continues it, empty without one }
]]
--- @include "record"

local record = record_of(KEYS[1])
local job = redis.pcall('HMGET', KEYS[1], 'checkpoint', 'resumedByHash')
-- What is of another kind than it was is answered as what nobody can read, for its reader to say so.
if job.err then return { record, '?', {}, {} } end
local line = job[1] == 'KEPT' and redis.pcall('LINDEX', KEYS[3], -1)
if type(line) == 'table' then line = '?' end
local calls = redis.pcall('HVALS', KEYS[4])
if calls.err then calls = { '?' } end
local successor = {}
if job[2] then
  local key = string.gsub(KEYS[1], '%x+:job$', job[2] .. ':job')
  successor = redis.pcall('HMGET', key, 'status', 'checkpoint')
  if successor.err then successor = {} end
end
return { record, line or '', calls, successor }
