--[[
  Records that these calls are about to run. No version.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7..] id of a call as JSON, the call as JSON, and so on

  Returns  { 0 }; { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: the present version
]]
--- @include "job"
--- @include "wake"
--- @include "fence"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'version', 'keptUntil')
local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
if refused then return { refused } end
if ARGV[7] then redis.call('HSET', CALLS, unpack(ARGV, 7)) end
redis.call('PEXPIREAT', CALLS, job[5])
wake(job[4], job[1])
return { 0 }
