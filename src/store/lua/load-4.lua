--[[
  All that a version's state is made of, in one consistent read.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls

  ARGV[1]  version, or '' for the checkpoint

  Returns  { -1 } when the record of the job cannot say which version that is;
           { version, version as it is kept, frames, open calls, fields of the record: version, head, status,
           keptUntil, growth, workspace, resumedFrom, resumedBy }; empty when there is none
]]
local job = redis.call('HMGET', KEYS[1], 'version', 'head', 'status', 'keptUntil', 'growth', 'workspace', 'resumedFrom',
  'resumedBy', 'checkpoint')
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
local frames = base and redis.call('LRANGE', KEYS[2], base, stop - 1) or {}
return { version, line, frames, calls, job }
