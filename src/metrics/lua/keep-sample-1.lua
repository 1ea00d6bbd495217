--[[
  Keeps a sample, unless another process was faster.

  KEYS[1]  samples: list, newest first; each begins with the minute that it is of and a space

  ARGV[1]  minute, in minutes since 1970
  ARGV[2]  the sample as JSON
  ARGV[3]  how many are kept
  ARGV[4]  how long they are kept after the last one, in ms

  Returns  1; 0 when there is one of this minute or a later one
  Event    none
]]
local latest = redis.call('LINDEX', KEYS[1], 0)
if latest and tonumber(string.match(latest, '^%d+')) >= tonumber(ARGV[1]) then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
redis.call('LTRIM', KEYS[1], 0, ARGV[3] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
