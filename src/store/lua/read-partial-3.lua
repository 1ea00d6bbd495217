--[[
  What the model had said of the answer that the job is owed, when it was cut off.

  KEYS[1]  job  KEYS[2]  output  KEYS[3]  partial

  Returns  { turn, attempt, saved at in ms, usage as JSON or '', pieces }; empty when there is none
]]
--- @include "output"

local key, call = cut_off(KEYS[1])
if not key then return {} end
return { tonumber(call.turn), call.attempt, call.saved_at, call.usage, redis.call('LRANGE', key, 1, -1) }
