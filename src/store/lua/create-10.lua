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
  ARGV[12] hash of the id of the job whose version a fork begins with, when that is kept beside it, else ''
  ARGV[13] that version
  (its record is noted under a name made from the job's; its tag is the same)

  Returns  { 0, record }; { JOB_EXISTS }; { CHECKPOINT_NOT_FOUND | VERSION_GONE } for a version that is not kept; { CLAIM_STALE } when the claim on the workspace has become too old
  Event    wake-up: QUEUED
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "create"
--- @include "copies"

local made_by = redis.call('HGET', JOB, 'madeBy')
if made_by and made_by ~= ARGV[10] then return { CODE.JOB_EXISTS } end
if not made_by then
  local at = now()
  if at > tonumber(ARGV[11]) then return { CODE.CLAIM_STALE } end
  if ARGV[12] ~= '' then
    local source = string.gsub(JOB, '%x+:job$', ARGV[12] .. ':job')
    local head = tonumber(redis.call('HGET', source, 'version'))
    if not head then return { CODE.CHECKPOINT_NOT_FOUND } end
    local versions = string.sub(source, 1, -4) .. 'versions'
    if not redis.call('LINDEX', versions, ARGV[13] - head - 1) then return { CODE.VERSION_GONE } end
    -- What is noted here is not deleted before it is copied.
    redis.call('HSET', source, 'forks', waiting_forks(source) .. ' ' .. string.match(JOB, '(%x+):job$'))
  end
  create(at, ARGV[5], ARGV[6], ARGV[7], ARGV[8], '', ARGV[9], ARGV[10])
end
return { 0, record_of(JOB) }
