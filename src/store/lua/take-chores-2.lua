--[[
  Takes chores that were seen to be due, so that nobody else is given them for a while.

  KEYS[1]  chores  KEYS[2]  chore states

  ARGV[1]  for how long, in ms; 0 to leave them as they are
  ARGV[2..] the chores

  Returns  chore, its state as JSON or '', chore, state ... of those that nobody else has taken meanwhile
  Event    none
]]
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = {}
for i = 2, #ARGV do
  local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if due and tonumber(due) <= at then
    if ARGV[1] ~= '0' then redis.call('ZADD', KEYS[1], at + ARGV[1], ARGV[i]) end
    taken[#taken + 1] = ARGV[i]
    taken[#taken + 1] = redis.call('HGET', KEYS[2], ARGV[i]) or ''
  end
end
return taken
