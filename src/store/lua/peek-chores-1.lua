--[[
  The chores of one bucket that are due, without taking them.

  KEYS[1]  chores

  ARGV[1]  how many at most

  Returns  chore, when it is due in ms, chore, when ...
  Event    none
]]
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at, 'WITHSCORES', 'LIMIT', 0, ARGV[1])
