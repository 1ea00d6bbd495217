--[[
  Adds to what the model says in the call that is under way. It is for those who watch: nothing is gone on from it.

  KEYS[1]  job  KEYS[2]  output

  ARGV[1]  job id
  ARGV[2]  epoch
  ARGV[3]  nonce of the lease
  ARGV[4]  turn
  ARGV[5]  number of the call under this lease; another one than before begins anew
  ARGV[6]  how many pieces of this call came before, by which an addition that is sent again is known
  ARGV[7]  how long it is kept, in ms
  ARGV[8..] pieces, each as JSON

  Returns  0; JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED
  Event    wake-up of those who watch the output
]]
--- @include "fence"

local OUTPUT = KEYS[2]
local job = redis.call('HMGET', KEYS[1], 'status', 'epoch', 'nonce')
local refused = fence(job[1], job[2], job[3], ARGV[2], ARGV[3])
if refused then return refused end

-- The first entry names the call: turn, attempt at that turn, epoch and number.
local known = redis.call('LINDEX', OUTPUT, 0) or ''
local turn, attempt, call = string.match(known, '^(%d+):(%d+):(.+)$')
local this_call = ARGV[2] .. '.' .. ARGV[5]
if call ~= this_call then
  attempt = turn == ARGV[4] and attempt + 1 or 1
  redis.call('DEL', OUTPUT)
  redis.call('RPUSH', OUTPUT, ARGV[4] .. ':' .. attempt .. ':' .. this_call)
elseif redis.call('LLEN', OUTPUT) - 1 > tonumber(ARGV[6]) then
  return 0
end
if ARGV[8] then redis.call('RPUSH', OUTPUT, unpack(ARGV, 8)) end
redis.call('PEXPIRE', OUTPUT, ARGV[7])
redis.call('PUBLISH', OUTPUT, '{"jobId":' .. cjson.encode(ARGV[1]) .. ',"version":null,"status":"RUNNING"}')
return 0
