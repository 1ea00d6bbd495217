--[[
  Declares a silent worker dead. From here on it cannot beat any more, so its jobs can be given to others in peace.

  KEYS[1] workers: zset, worker id -> time of its last beat
  KEYS[2] its death: time of its last beat

  ARGV[1] worker id
  ARGV[2] the beat that it was judged by
  ARGV[3] how long the death is kept, ms

  Returns 2 when it is dead from now on, 1 when it was declared dead before, 0 when it has beaten since (it lives after all)
  or was struck off. Publishes nothing.
]]
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
return redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) and 2 or 1
