--[[
  A worker says that it lives; when it may, it also looks for those that have fallen silent.

  KEYS[1] workers: zset, worker id -> time of its last beat (ms, by this server's clock: no other clocks are compared)
  KEYS[2] connections: hash, worker id -> id of the connection that it beats over, and its process
  KEYS[3] gate: held by the one worker that looks in this interval, so that looking costs O(workers), not its square
  KEYS[4] death of this worker: there when others have declared it dead

  ARGV[1] worker id
  ARGV[2] id of its connection and its process
  ARGV[3] how long the gate is held, ms; 0: this worker may not judge others yet
  ARGV[4] silence from which on a worker is reported, ms

  Returns a flat array of (worker id, last beat, silent for ms, connection and process or ''), empty when nobody is silent
  or another worker has the gate; false when this worker has been declared dead. Publishes nothing.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  -- It may have taken a job before it learned of this: the others look after it once more.
  redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[1])
  return false
end
redis.call('ZADD', KEYS[1], now, ARGV[1])

local gate = tonumber(ARGV[3])
if gate == 0 or not redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', gate) then
  return {}
end

local silent = {}
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[4]), 'WITHSCORES')
for i = 1, #found, 2 do
  local beat = tonumber(found[i + 1])
  silent[#silent + 1] = found[i]
  silent[#silent + 1] = found[i + 1]
  silent[#silent + 1] = string.format('%.0f', now - beat)
  silent[#silent + 1] = redis.call('HGET', KEYS[2], found[i]) or ''
end
return silent
