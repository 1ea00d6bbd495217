--[[
  Jobs of one bucket that are not over and whose TTL has not been looked after for a while.

  KEYS[1]  live

  ARGV[1]  for how long, in ms
  ARGV[2]  how many at most

  Returns  their ids
  Event    none
]]
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at - ARGV[1], 'LIMIT', 0, ARGV[2])
