--[[
  One bucket's part of a page of jobs or of active checkpoints: latest first, and by id, descending, among those of one
  millisecond.

  KEYS[1]  index to read, `jobs` or `active` (base)  KEYS[2]  jobs (base)  KEYS[3]  active (base)  KEYS[4]  expiry

  ARGV[1]  how many at most
  ARGV[2]  time of the place after which to begin, in ms; '' to begin at the beginning
  ARGV[3]  id of that place
  ARGV[4]  earliest time, exclusive, in ms; '' for any
  ARGV[5]  the statuses to read, with commas between them

  Returns  { how many there are with any status and time, id, time, id, time ... }
  Event    none
]]
--- @include "sweep"

local time = redis.call('TIME')
sweep(KEYS[2], KEYS[3], KEYS[4], time[1] * 1000 + math.floor(time[2] / 1000))

-- Byte by byte, as Redis sorts members; `<` would ask the locale.
local function is_before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local limit, from, id = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local earliest = ARGV[4] == '' and '-inf' or '(' .. ARGV[4]
local found = {}

local function collect(key)
  local taken = 0
  local latest = '+inf'
  if from ~= '' then
    latest = '(' .. from
    for _, member in ipairs(redis.call('ZREVRANGEBYSCORE', key, from, from)) do
      if taken < limit and is_before(member, id) then
        found[#found + 1] = { id = member, at = tonumber(from) }
        taken = taken + 1
      end
    end
  end
  local range = redis.call('ZREVRANGEBYSCORE', key, latest, earliest, 'WITHSCORES', 'LIMIT', 0, limit - taken)
  for i = 1, #range, 2 do found[#found + 1] = { id = range[i], at = tonumber(range[i + 1]) } end
end

local total = 0
for _, status in ipairs({ 'QUEUED', 'RUNNING', 'WAITING_RETRY', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED' }) do
  total = total + redis.call('ZCARD', KEYS[1] .. ':' .. status)
end
for status in string.gmatch(ARGV[5], '[^,]+') do collect(KEYS[1] .. ':' .. status) end
table.sort(found, function(a, b)
  if a.at ~= b.at then return a.at > b.at end
  return is_before(b.id, a.id)
end)

local page = { total }
for i = 1, math.min(limit, #found) do
  page[#page + 1] = found[i].id
  page[#page + 1] = found[i].at
end
return page
