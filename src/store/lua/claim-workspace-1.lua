--[[
  Claims a folder for a job, unless another one holds it, a folder around it, or one within it.

  KEYS[1]  workspace
  (what is kept of other folders is read and written under names made from this one; their tag is the same)

  ARGV[1]  who claims it
  ARGV[2]  how long the claim is kept when nobody refreshes it, in ms
  ARGV[3]  its path
  ARGV[4]  how many folders are around it
  ARGV[5..] the hashes of their paths; behind them claims that the caller has found to be stale, each as hash, space, claim

  Returns  { 1, time of the claim in ms, '1' when it was the claimant's before }; { 0, time of the claim that stands in
           the way, that claim, time now, hash of its folder, its path when it is one within }
  Event    none
]]
--- @include "now"
--- @include "folder"

local at = now()
local around = {}
for i = 5, 4 + ARGV[4] do around[#around + 1] = ARGV[i] end
local stale = {}
for i = 5 + ARGV[4], #ARGV do stale[ARGV[i]] = true end

-- What stands in the way of this claim at a folder: nil, or the answer.
local function obstacle(hash, claim, path)
  if not claim then return nil end
  local claimed_at, holder = string.match(claim, '^(%d+) (.*)$')
  if (hash == OWN and holder == ARGV[1]) or stale[hash .. ' ' .. claim] then return nil end
  return { 0, tonumber(claimed_at), claim, at, hash, path or '' }
end

local before = redis.call('GET', KEYS[1])
local found = obstacle(OWN, before)
for _, hash in ipairs(around) do
  found = found or obstacle(hash, redis.call('GET', claim_of(hash)))
end
while not found do
  local inner = redis.call('ZRANGE', within(OWN), 0, 0)[1]
  if not inner then break end
  local hash, path = string.match(inner, '^(%x+) (.*)$')
  local claim = redis.call('GET', claim_of(hash))
  found = obstacle(hash, claim, path)
  -- One that ran out, or whose job is over.
  if not found then
    redis.call('DEL', claim_of(hash))
    redis.call('ZREM', within(OWN), inner)
  end
end
if found then return found end

redis.call('SET', KEYS[1], at .. ' ' .. ARGV[1], 'PX', ARGV[2])
for _, hash in ipairs(around) do
  redis.call('ZADD', within(hash), at + ARGV[2], OWN .. ' ' .. ARGV[3])
  redis.call('PEXPIRE', within(hash), ARGV[2])
end
return { 1, at, before and string.match(before, '^%d+ (.*)$') == ARGV[1] and '1' or '' }
