--[[
  Adds to what the model says in the call that is under way, for those who watch. What an earlier call said of the same
  answer was cut off: it is put aside as partial until that answer is there.

  KEYS[1]  job  KEYS[2]  output  KEYS[3]  partial

  ARGV[1]  job id
  ARGV[2]  epoch
  ARGV[3]  nonce of the lease
  ARGV[4]  turn
  ARGV[5]  number of the call under this lease; another one than before begins anew
  ARGV[6]  how many pieces of this call came before, by which an addition that is sent again is known
  ARGV[7]  what the provider has told of the usage of this call so far, as JSON, or ''
  ARGV[8..] pieces, each as JSON

  Returns  0; JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED
  Event    wake-up of those who watch the output
]]
--- @include "fence"
--- @include "now"
--- @include "output"

local OUTPUT, PARTIAL = KEYS[2], KEYS[3]
local job = redis.call('HMGET', KEYS[1], 'status', 'epoch', 'nonce', 'keptUntil')
local refused = fence(job[1], job[2], job[3], ARGV[2], ARGV[3])
if refused then return refused end

local said, partial = read_call(OUTPUT), read_call(PARTIAL)
local this_call = ARGV[2] .. '.' .. ARGV[5]
local attempt
if said and said.call == this_call then
  if redis.call('LLEN', OUTPUT) - 1 > tonumber(ARGV[6]) then return 0 end
  attempt = said.attempt
else
  local before = said or partial
  attempt = before and before.turn == ARGV[4] and before.attempt + 1 or 1
  if said and said.turn == ARGV[4] then
    redis.call('RENAME', OUTPUT, PARTIAL)
  elseif said then
    redis.call('UNLINK', OUTPUT, PARTIAL)
  elseif partial and partial.turn ~= ARGV[4] then
    redis.call('UNLINK', PARTIAL)
  end
  redis.call('RPUSH', OUTPUT, '')
end
redis.call('LSET', OUTPUT, 0, table.concat({ ARGV[4], attempt, this_call, now(), ARGV[7] }, ':'))
if ARGV[8] then redis.call('RPUSH', OUTPUT, unpack(ARGV, 8)) end
redis.call('PEXPIREAT', OUTPUT, job[4])
redis.call('PUBLISH', OUTPUT, '{"jobId":' .. cjson.encode(ARGV[1]) .. ',"version":null,"status":"RUNNING"}')
return 0
