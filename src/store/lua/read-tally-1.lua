--[[
  What has happened to the jobs of one bucket, counted (see `includes/tally.lua`). All buckets are read together, and
  each look keeps them for as long again, so that none runs out before the others.

  KEYS[1]  tally

  ARGV[1]  for how long, in ms

  Returns  name, count, name, count ...
]]
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('HGETALL', KEYS[1])
