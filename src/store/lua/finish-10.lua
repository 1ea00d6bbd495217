--[[
  Ends the job: terminal status, result or failure, chores, checkpoint cleared or kept, all at once.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7]  COMPLETED, FAILED or CANCELLED
  ARGV[8]  result (COMPLETED) or failure (FAILED) as JSON, else ''
  ARGV[9]  how long the versions of a completed job stay, in ms

  Returns  { 0, record }, also when it was ended so by this lease before;
           { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: the terminal status
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "fence"
--- @include "finish"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'released')
local status = ARGV[7]
local sent_again = job[2] == ARGV[5] and job[3] == ARGV[6] and job[4] == status
if not sent_again then
  local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
  if refused then return { refused } end
  local result = status == 'COMPLETED' and ARGV[8]
  local failure = status == 'FAILED' and ARGV[8]
  redis.call('HSET', JOB, 'released', status)
  finish(job[1], status, now(), result, failure, tonumber(ARGV[9]))
end
return { 0, record_of(JOB) }
