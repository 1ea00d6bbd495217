--[[
  How many jobs and active checkpoints one bucket has, by the status of the job.

  KEYS[1]  jobs (base)  KEYS[2]  active (base)  KEYS[3]  expiry

  ARGV[1]  the statuses, with commas between them

  Returns  { jobs with the first status, active checkpoints with it, jobs with the second, active checkpoints ... }
  Event    none
]]
--- @include "sweep"
--- @include "now"

sweep(KEYS[1], KEYS[2], KEYS[3], now())

local counts = {}
for status in string.gmatch(ARGV[1], '[^,]+') do
  counts[#counts + 1] = redis.call('ZCARD', KEYS[1] .. ':' .. status)
  counts[#counts + 1] = redis.call('ZCARD', KEYS[2] .. ':' .. status)
end
return counts
