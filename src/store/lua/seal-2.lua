--[[
  Replaces older segments by the same ones packed into blocks, unless anything but the tail has changed since they
  were read.

  KEYS[1]  job  KEYS[2]  log

  ARGV[1]  id of the log
  ARGV[2]  up to where it was sealed when it was read
  ARGV[3]  first index to be replaced
  ARGV[4]  index of the last block among the new frames
  ARGV[5]  by how many bytes the log grows; below zero, as a rule
  ARGV[6..] the new frames, one for each old one

  Returns  1 when it was done, 0 when the log has changed
  Event    none: nothing that can be read changes
]]
local CHUNK = 4000

local job = redis.call('HMGET', KEYS[1], 'logId', 'sealedTo', 'keptUntil')
if job[1] ~= ARGV[1] or (job[2] or '0') ~= ARGV[2] then return 0 end
local first = tonumber(ARGV[3])
local stop = first + #ARGV - 5
if redis.call('LLEN', KEYS[2]) < stop then return 0 end

-- Setting them one by one would leave a list node for each empty string.
local tail = redis.call('LRANGE', KEYS[2], stop, -1)
if first == 0 then redis.call('DEL', KEYS[2]) else redis.call('LTRIM', KEYS[2], 0, first - 1) end
for at = 6, #ARGV, CHUNK do redis.call('RPUSH', KEYS[2], unpack(ARGV, at, math.min(at + CHUNK - 1, #ARGV))) end
for at = 1, #tail, CHUNK do redis.call('RPUSH', KEYS[2], unpack(tail, at, math.min(at + CHUNK - 1, #tail))) end
redis.call('PEXPIREAT', KEYS[2], job[3])
redis.call('HSET', KEYS[1], 'sealedTo', stop, 'blockAt', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'growth', ARGV[5])
return 1
