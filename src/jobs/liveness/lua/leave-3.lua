--[[
  Strikes a worker off: one that closes, or a dead one whose jobs have gone back.

  KEYS[1] workers: zset, worker id -> time of its last beat
  KEYS[2] connections: hash, worker id -> id of its connection
  KEYS[3] about: hash, worker id -> what it said of itself

  ARGV[1] worker id
  ARGV[2] the beat that it was judged by; '': strike it off whatever its beat

  Returns 1 when it is struck off, 0 when it has beaten since (it lives after all). Publishes nothing.
]]
if ARGV[2] ~= '' and redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
