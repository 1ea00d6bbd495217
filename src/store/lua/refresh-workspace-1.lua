--[[
  Keeps a claim on a folder from running out.

  KEYS[1]  workspace

  ARGV[1]  for how long, in ms
  ARGV[2..] who may hold it for the job

  Returns  1 when it was theirs, else 0
  Event    none
]]
local claim = redis.call('GET', KEYS[1])
local holder = claim and string.match(claim, '^%d+ (.*)$')
for i = 2, #ARGV do
  if holder == ARGV[i] then return redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
end
return 0
