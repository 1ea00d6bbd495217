--[[
  All that a version's state is made of, in one consistent read.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls

  ARGV[1]  version, or '' for the checkpoint

  Returns  { -1 } when the record of the job cannot say which version that is;
           { version, version as it is kept, frames, open calls, fields of the record: version, head, status,
           keptUntil, growth, workspace, resumedFrom, resumedBy, totals before some of the frames (see `totals.lua`) };
           empty when there is none
]]
--- @include "totals"

local job = redis.call('HMGET', KEYS[1], 'version', 'head', 'status', 'keptUntil', 'growth', 'workspace', 'resumedFrom',
  'resumedBy', 'checkpoint', 'sealedTo')
if not job[1] or (ARGV[1] == '' and job[9] ~= 'KEPT') then return {} end
local head = tonumber(job[1])
if not head then return { -1 } end
local version = tonumber(ARGV[1]) or head
if version < 1 or version > head then return {} end
local line = redis.call('LINDEX', KEYS[3], version - head - 1)
if not line then return {} end
local base, stop = string.match(line, '^(%d+),(%d+),%d+%[')
local calls = version == head and redis.call('HVALS', KEYS[4]) or {}
for i = 1, 8 do job[i] = job[i] or '' end
-- A line that is damaged is answered as it is, for its reader to say so.
if not base then return { version, line, {}, calls, job, {} } end
base, stop = tonumber(base), tonumber(stop)
local frames = redis.call('LRANGE', KEYS[2], base, stop - 1)
local totals = {}
local head_stop = tonumber(string.match(job[2], '^%d+,(%d+),'))
if head_stop then
  -- Where a frame begins: within a block it is the block's own checksum that tells.
  local sealed_to = math.min(stop, math.max(base, tonumber(job[10]) or 0))
  for i = 2, math.min(#frames, sealed_to - base) do
    if frames[i] ~= '' then totals_at(totals, KEYS[3], head_stop, base, base, base + i - 1, base + i - 1) end
  end
  totals_at(totals, KEYS[3], head_stop, base, base, math.max(sealed_to, base + 1), stop)
end
return { version, line, frames, calls, job, totals }
