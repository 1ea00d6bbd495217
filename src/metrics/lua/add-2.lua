--[[
  Adds what a process counted to what all of them counted.

  KEYS[1]  totals: hash, name -> count; also `began-at`, in ms
  KEYS[2]  processes: hash, process id -> time of its last report in ms, number of it, subscriptions open in it

  ARGV[1]  process id
  ARGV[2]  number of the report; one that is sent again has the same
  ARGV[3]  subscriptions that are open in the process
  ARGV[4]  how long both keys are kept after the last report, in ms
  ARGV[5]  how many names are counted apart; further ones count under `other` instead of their first label
  ARGV[6]  after which silence a process is forgotten, in ms
  ARGV[7..] name, count, name, count ...

  Returns  1; 0 when this report was added before
  Event    none
]]
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
local TOTALS, PROCESSES = KEYS[1], KEYS[2]

local known = redis.call('HGET', PROCESSES, ARGV[1])
if known and string.match(known, '^%d+ (%d+) ') == ARGV[2] then return 0 end

local is_new = redis.call('HSET', PROCESSES, ARGV[1], string.format('%.0f %s %s', at, ARGV[2], ARGV[3])) == 1
if is_new then
  redis.call('HSETNX', TOTALS, 'began-at', string.format('%.0f', at))
  local all = redis.call('HGETALL', PROCESSES)
  for i = 1, #all, 2 do
    if at - tonumber(string.match(all[i + 1], '^%d+')) > tonumber(ARGV[6]) then redis.call('HDEL', PROCESSES, all[i]) end
  end
end

local room = tonumber(ARGV[5]) - redis.call('HLEN', TOTALS)
local is_tight = room < (#ARGV - 6) / 2
for i = 7, #ARGV, 2 do
  local name = ARGV[i]
  if is_tight and redis.call('HEXISTS', TOTALS, name) == 0 then
    if room <= 0 then name = string.gsub(name, '^(%S+) %S+', '%1 other') end
    room = room - 1
  end
  redis.call('HINCRBY', TOTALS, name, ARGV[i + 1])
end
redis.call('PEXPIRE', TOTALS, ARGV[4])
redis.call('PEXPIRE', PROCESSES, ARGV[4])
return 1
