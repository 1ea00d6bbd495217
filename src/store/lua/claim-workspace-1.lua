--[[
  Claims a folder for a job, unless another one holds it.

  KEYS[1]  workspace

  ARGV[1]  who claims it
  ARGV[2]  the claim that the caller has found to be stale, or ''
  ARGV[3]  how long the claim is kept when nobody refreshes it, in ms

  Returns  { 1, time of the claim in ms, '1' when it was the claimant's before }; { 0, time, the claim that stands,
           time now } when another one holds it
  Event    none
]]
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
local claim = redis.call('GET', KEYS[1])
local claimed_at, holder
if claim then claimed_at, holder = string.match(claim, '^(%d+) (.*)$') end
if claim and holder ~= ARGV[1] and claim ~= ARGV[2] then return { 0, tonumber(claimed_at), claim, at } end
redis.call('SET', KEYS[1], at .. ' ' .. ARGV[1], 'PX', ARGV[3])
return { 1, at, holder == ARGV[1] and '1' or '' }
