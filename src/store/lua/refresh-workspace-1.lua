--[[
  Keeps a claim on a folder from running out.

  KEYS[1]  workspace
  (what is kept of the folders around it is written under names made from this one; their tag is the same)

  ARGV[1]  for how long, in ms
  ARGV[2]  its path
  ARGV[3]  how many folders are around it
  ARGV[4..] the hashes of their paths; behind them who may hold it for the job

  Returns  1 when it was theirs, else 0
  Event    none
]]
--- @include "now"
--- @include "folder"

local claim = redis.call('GET', KEYS[1])
local holder = claim and string.match(claim, '^%d+ (.*)$')
for i = 4 + ARGV[3], #ARGV do
  if holder == ARGV[i] then
    for around = 4, 3 + ARGV[3] do
      redis.call('ZADD', within(ARGV[around]), now() + ARGV[1], OWN .. ' ' .. ARGV[2])
      redis.call('PEXPIRE', within(ARGV[around]), ARGV[1])
    end
    return redis.call('PEXPIRE', KEYS[1], ARGV[1])
  end
end
return 0
