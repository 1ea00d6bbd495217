--[[
  Strikes a chore that was done.

  KEYS[1]  chores  KEYS[2]  chore states  KEYS[3]  job

  ARGV[1]  the chore
  ARGV[2]  delivery of the job that it was done for, or '': the chore is left when the job has another by now

  Returns  1 when it was struck, else 0
  Event    none
]]
local delivery = ARGV[2] ~= '' and redis.call('HGET', KEYS[3], 'delivery')
if delivery and delivery ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
