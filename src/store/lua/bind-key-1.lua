--[[
  Binds an idempotency key, unless it is bound.

  KEYS[1]  idempotency key

  ARGV[1]  binding as JSON
  ARGV[2]  for how long, in ms

  Returns  the binding that holds
  Event    none
]]
local bound = redis.call('GET', KEYS[1])
if bound then return bound end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
