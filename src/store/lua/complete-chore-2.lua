--[[
  Strikes a chore that was done.

  KEYS[1]  chores  KEYS[2]  chore states

  ARGV[1]  the chore

  Returns  1 when it was on the list, else 0
  Event    none
]]
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
