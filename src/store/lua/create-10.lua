--[[
  Makes the record of a new job as QUEUED, with the chore of handing it to the queue.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  spec as JSON
  ARGV[6]  model as JSON
  ARGV[7]  path of the workspace as JSON
  ARGV[8]  '1' when the job has a callback, else ''
  ARGV[9]  origin of a fork as JSON, or ''
  ARGV[10] nonce of this call
  ARGV[11] the claim on the workspace holds until then (ms)

  Returns  { 0, record }; { JOB_EXISTS }; { CLAIM_STALE } when the claim on the workspace has become too old
  Event    wake-up: QUEUED
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "create"

local made_by = redis.call('HGET', JOB, 'madeBy')
if made_by and made_by ~= ARGV[10] then return { CODE.JOB_EXISTS } end
if not made_by then
  local at = now()
  if at > tonumber(ARGV[11]) then return { CODE.CLAIM_STALE } end
  create(at, ARGV[5], ARGV[6], ARGV[7], ARGV[8], '', ARGV[9], ARGV[10])
end
return { 0, record_of(JOB) }
