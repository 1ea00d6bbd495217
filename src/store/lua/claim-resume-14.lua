--[[
  Claims a checkpoint for the one job that continues it, and makes the record of that job.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states
  KEYS[11] job of the source  KEYS[12] its log  KEYS[13] its versions  KEYS[14] its calls
  (the record of a job that claimed the source before is read under a name made from the source's; its tag is the same)

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  spec as JSON
  ARGV[6]  model as JSON
  ARGV[7]  path of the workspace as JSON
  ARGV[8]  '1' when the job has a callback, else ''
  ARGV[9]  hash of the new job's id
  ARGV[10] the claim on the workspace holds until then (ms)
  ARGV[11] id of the source
  ARGV[12] status of the source that the caller saw
  ARGV[13] version of the source that the caller saw
  ARGV[14] earlier continuation that the caller saw, or ''

  Returns  { 0, record of the job that was made, by this call or before };
           { CHANGED } when the source is not as it was seen; { CLAIM_STALE } when the claim on the workspace has
           become too old;
           { CHECKPOINT_NOT_FOUND | JOB_EXISTS }
  Event    wake-ups: QUEUED of the new job, the terminal status of the source
]]
--- @include "job"
--- @include "record"
--- @include "now"
--- @include "wake"
--- @include "create"
--- @include "source"

local SOURCE, SOURCE_VERSIONS = KEYS[11], KEYS[13]
local source = redis.call('HMGET', SOURCE, 'status', 'version', 'checkpoint', 'resumedBy', 'resumedByHash')
if not source[1] then return { CODE.CHECKPOINT_NOT_FOUND } end

local claimed_by = source[4] or ''
if claimed_by ~= '' and claimed_by ~= ARGV[14] then
  local made = string.gsub(SOURCE, '%x+:job$', source[5] .. ':job')
  local record = record_of(made)
  if #record == 0 then return { CODE.CHANGED } end
  return { 0, record }
end
if source[1] ~= ARGV[12] or source[2] ~= ARGV[13] or claimed_by ~= ARGV[14] or source[3] ~= 'KEPT'
  or redis.call('EXISTS', SOURCE_VERSIONS) == 0 then
  return { CODE.CHANGED }
end
if redis.call('EXISTS', JOB) == 1 then return { CODE.JOB_EXISTS } end
local at = now()
if at > tonumber(ARGV[10]) then return { CODE.CLAIM_STALE } end

create(at, ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[11], '', '')
redis.call('HSET', SOURCE, 'resumedBy', JOB_ID, 'resumedByHash', ARGV[9])
local record = record_of(JOB)

JOB, LOG, VERSIONS, CALLS, JOB_ID = KEYS[11], KEYS[12], KEYS[13], KEYS[14], ARGV[11]
keep_source(at)
wake(source[2], source[1])
return { 0, record }
