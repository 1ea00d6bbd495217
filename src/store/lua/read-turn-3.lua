--[[
  The segments from a version's latest answer on.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions

  ARGV[1]  version

  Returns  { frames, how many segments at their beginning come before the answer }; empty when the version is not kept
           or its record is damaged
]]
-- A block holds fewer segments than this.
local STEP = 512

local head = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
local version = tonumber(ARGV[1])
if not head or version < 1 or version > head then return {} end
local line = redis.call('LINDEX', KEYS[3], version - head - 1)
if not line then return {} end
local base, stop, answer_at = string.match(line, '^(%d+),(%d+),(%d+)%[')
if not base then return {} end
local first = tonumber(answer_at)
-- Inside a block only its first index has bytes.
while first > tonumber(base) and redis.call('LINDEX', KEYS[2], first) == '' do
  local from = math.max(tonumber(base), first - STEP)
  local behind = redis.call('LRANGE', KEYS[2], from, first - 1)
  first = from
  for i = #behind, 1, -1 do
    if behind[i] ~= '' then
      first = from + i - 1
      break
    end
  end
end
return { redis.call('LRANGE', KEYS[2], first, stop - 1), answer_at - first }
