--[[
  What the model said in its latest call.

  KEYS[1]  output

  ARGV[1]  turn of the call that the reader knows, 0 for none
  ARGV[2]  its attempt
  ARGV[3]  how many pieces of it the reader has
  ARGV[4]  how many at most

  Returns  { turn, attempt, pieces before the first one returned, pieces }; empty when there is none
]]
local turn, attempt = string.match(redis.call('LINDEX', KEYS[1], 0) or '', '^(%d+):(%d+):')
if not turn then return {} end
local from = turn == ARGV[1] and attempt == ARGV[2] and tonumber(ARGV[3]) or 0
return { tonumber(turn), tonumber(attempt), from, redis.call('LRANGE', KEYS[1], from + 1, from + ARGV[4]) }
