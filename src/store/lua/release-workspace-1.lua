--[[
  Gives a folder free, if it is still held by one of these.

  KEYS[1]  workspace

  ARGV[1..] who may hold it for the job, or one claim as it stands

  Returns  1 when it was theirs, else 0
  Event    none
]]
local claim = redis.call('GET', KEYS[1])
local holder = claim and string.match(claim, '^%d+ (.*)$')
for i = 1, #ARGV do
  if holder == ARGV[i] or claim == ARGV[i] then return redis.call('DEL', KEYS[1]) end
end
return 0
