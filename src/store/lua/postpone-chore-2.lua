--[[
  Puts a chore off. One that was struck meanwhile stays struck.

  KEYS[1]  chores  KEYS[2]  chore states

  ARGV[1]  the chore
  ARGV[2]  until when, in ms
  ARGV[3]  its state as JSON

  Returns  1 when it was on the list, else 0
  Event    none
]]
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return 1
