--[[
  Version 1 of the lease's job becomes a copy of a version of another job whose keys are in another slot: its frames and
  open calls come with the call.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls  KEYS[5]  active (base)

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7]  record of the copy without its totals, a JSON array
  ARGV[8]  model as JSON
  ARGV[9]  turns
  ARGV[10] turns and usage as JSON
  ARGV[11] after what the job goes on
  ARGV[12] number of messages
  ARGV[13] their size as JSON in bytes
  ARGV[14] index of the latest answer
  ARGV[15] number of open calls
  ARGV[16..] id of a call as JSON, the call as JSON, and so on; behind them the frames

  Returns  { 0, version 1 as it is kept, workspace, 1 }, also when there is a version already (version 1, when it is
           kept, else the head and its number);
           { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: version 1
]]
--- @include "job"
--- @include "copied"

-- The stack of Lua holds some thousand values.
local CHUNK = 4000

local before = copied_before(ARGV[5], ARGV[6])
if before then return before end

redis.call('UNLINK', LOG)
local first_frame = 16 + 2 * ARGV[15]
for at = 16, first_frame - 1, 2 do redis.call('HSET', CALLS, ARGV[at], ARGV[at + 1]) end
local stored = 0
for at = first_frame, #ARGV, CHUNK do
  redis.call('RPUSH', LOG, unpack(ARGV, at, math.min(at + CHUNK - 1, #ARGV)))
end
for at = first_frame, #ARGV do stored = stored + #ARGV[at] end
local stop = #ARGV - first_frame + 1
local head = { stop = stop, answer_at = ARGV[14], count = ARGV[12], size = ARGV[13], stored = stored }
return begin_with_copy(ARGV[5], ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11], head, { to = stop, block_at = stop })
