--[[
  Throws the job's checkpoint away; its next commit is version 1.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls  KEYS[5]  active (base)

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease

  Returns  { 0 }; { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: RUNNING without a version
]]
--- @include "job"
--- @include "wake"
--- @include "fence"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce')
local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
if refused then return { refused } end
local prefix = string.sub(JOB, 1, -4)
redis.call('UNLINK', LOG, VERSIONS, CALLS, prefix .. 'output', prefix .. 'partial')
redis.call('ZREM', ACTIVE .. ':RUNNING', JOB_ID)
redis.call('HDEL', JOB, 'head', 'growth', 'progress', 'logId', 'sealedTo', 'blockAt', 'damage')
redis.call('HSET', JOB, 'model', redis.call('HGET', JOB, 'firstModel'), 'checkpoint', 'NONE', 'version', 0,
  'inheritedTurns', 0, 'crashes', 0, 'retries', 0, 'unusable', 0)
wake(0, 'RUNNING')
return { 0 }
