--[[
  Gives a folder free, if it is still held by one of these.

  KEYS[1]  workspace
  (what is kept of the folders around it is written under names made from this one; their tag is the same)

  ARGV[1]  its path
  ARGV[2]  how many folders are around it
  ARGV[3..] the hashes of their paths; behind them who may hold it for the job, or one claim as it stands

  Returns  1 when it was theirs, else 0
  Event    none
]]
--- @include "folder"

local claim = redis.call('GET', KEYS[1])
local holder = claim and string.match(claim, '^%d+ (.*)$')
for i = 3 + ARGV[2], #ARGV do
  if holder == ARGV[i] or claim == ARGV[i] then
    for around = 3, 2 + ARGV[2] do redis.call('ZREM', within(ARGV[around]), OWN .. ' ' .. ARGV[1]) end
    return redis.call('DEL', KEYS[1])
  end
end
return 0
