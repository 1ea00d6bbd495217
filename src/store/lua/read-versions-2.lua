--[[
  Records of kept versions, oldest first, with the job as it is in the same instant.

  KEYS[1]  job  KEYS[2]  versions

  ARGV[1]  AFTER or BEFORE
  ARGV[2]  AFTER: the version after which to begin; BEFORE: the version before which to end, or '' for the head too
  ARGV[3]  how many at most

  Returns  { record of the job, oldest version kept or 0, first version returned, versions as they are kept };
           empty when there is no job
]]
--- @include "record"

local record = record_of(KEYS[1])
if #record == 0 then return {} end
local head = tonumber(record[5])
local kept = redis.call('LLEN', KEYS[2])
if kept == 0 or not head then return { record, 0, 0, {} } end
local oldest = head - kept + 1
local limit = tonumber(ARGV[3])
local from, to
if ARGV[1] == 'AFTER' then
  from = math.max(oldest, ARGV[2] + 1)
  to = math.min(head, from + limit - 1)
else
  to = ARGV[2] == '' and head or math.min(head, ARGV[2] - 1)
  from = math.max(oldest, to - limit + 1)
end
if from > to then return { record, oldest, 0, {} } end
return { record, oldest, from, redis.call('LRANGE', KEYS[2], from - oldest, to - oldest) }
