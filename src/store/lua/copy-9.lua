--[[
  Version 1 of the lease's job becomes a copy of a version of another job, inside Redis.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls  KEYS[5]  active (base)
  KEYS[6]  job of the source  KEYS[7]  its log  KEYS[8]  its versions  KEYS[9]  its calls

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7]  version of the source
  ARGV[8]  '1' when it has to be the source's checkpoint and not just a kept version
  ARGV[9]  record of the copy without its totals, a JSON array
  ARGV[10] model as JSON
  ARGV[11] turns
  ARGV[12] turns and usage as JSON
  ARGV[13] after what the job goes on
  ARGV[14] frame to put behind it, or ''
  ARGV[15] its size as JSON in bytes
  ARGV[16] its number of messages
  ARGV[17..] ids, as JSON, of the calls whose results are in the frame

  Returns  { 0, version 1 as it is kept, workspace, 1 }, also when there is a version already (version 1, when it is
           kept, else the head and its number);
           { CHECKPOINT_NOT_FOUND | VERSION_GONE }; { CUT_IN_BLOCK } when the version ends inside a block; { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: version 1
]]
--- @include "job"
--- @include "head"
--- @include "copied"
--- @include "output"

local before = copied_before(ARGV[5], ARGV[6])
if before then return before end

local source = redis.call('HMGET', KEYS[6], 'version', 'checkpoint', 'sealedTo', 'blockAt', 'head', 'growth')
local is_head = source[1] == ARGV[7]
if ARGV[8] == '1' and not (is_head and source[2] == 'KEPT') then return { CODE.CHECKPOINT_NOT_FOUND } end
local line = source[1] and redis.call('LINDEX', KEYS[8], ARGV[7] - source[1] - 1)
if not line then return { ARGV[8] == '1' and CODE.CHECKPOINT_NOT_FOUND or CODE.VERSION_GONE } end
local base, stop, answer_at, count, size, stored =
  string.match(line, '^(%d+),(%d+),(%d+)%[%d+,(%d+),(%d+),(%d+),')
base = tonumber(base)

-- Lua cannot cut a block; and what stands behind the version is not the copy's to have.
if not is_head and redis.call('LINDEX', KEYS[7], stop) == '' then return { CODE.CUT_IN_BLOCK } end

redis.call('COPY', KEYS[7], LOG, 'REPLACE')
redis.call('LTRIM', LOG, base, stop - 1)
-- What was cut off there is owed here as well, unless another model is asked.
local cut_key = ARGV[8] == '1' and redis.call('HGET', KEYS[6], 'model') == ARGV[10] and cut_off(KEYS[6])
if cut_key then redis.call('COPY', cut_key, string.sub(JOB, 1, -4) .. 'partial', 'REPLACE') end
if is_head and source[2] == 'KEPT' then
  local answered = {}
  for i = 17, #ARGV do answered[ARGV[i]] = true end
  local calls = redis.call('HGETALL', KEYS[9])
  for i = 1, #calls, 2 do
    if not answered[calls[i]] then redis.call('HSET', CALLS, calls[i], calls[i + 1]) end
  end
end
local head = { stop = stop - base, answer_at = answer_at - base, count = tonumber(count), size = tonumber(size), stored = tonumber(stored) }
local sealed = { to = math.max(0, (source[3] or 0) - base), block_at = math.max(0, (source[4] or 0) - base) }
if is_head then
  -- What the log takes by now, and not when the version was written.
  local _, _, _, _, _, _, unpacked = parse_head(source[5])
  head.stored = unpacked + (source[6] or 0)
end
if sealed.to > head.stop then sealed = { to = head.stop, block_at = head.stop } end
if ARGV[14] ~= '' then
  redis.call('RPUSH', LOG, ARGV[14])
  head.stop, head.count = head.stop + 1, head.count + ARGV[16]
  head.size, head.stored = head.size + ARGV[15], head.stored + #ARGV[14]
end
return begin_with_copy(ARGV[5], ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], head, sealed)
