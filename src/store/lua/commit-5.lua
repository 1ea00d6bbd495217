--[[
  Appends one version: the only script on the way of every step.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions  KEYS[4]  calls  KEYS[5]  active (base)

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  epoch
  ARGV[6]  nonce of the lease
  ARGV[7]  version that it is built on
  ARGV[8]  digest of the commit, by which one that is sent again is known
  ARGV[9]  frame of the new messages
  ARGV[10] their size as JSON in bytes
  ARGV[11] their number
  ARGV[12] the version's record without its totals, a JSON array
  ARGV[13] turns and usage as JSON
  ARGV[14] model as JSON, or '' for the one of before
  ARGV[15] 'ANSWER' when the frame holds an answer, 'COMPACTED' when it replaces all before it, else ''
  ARGV[16] versions to keep, 0 for all
  ARGV[17..] ids, as JSON, of the calls whose results are in the frame

  Returns  the JSON array [savedAt, messageCount, sizeBytes, storedBytes, model, workspace, segments that could be
           sealed], also when this commit is the head already;
           { VERSION_CONFLICT, head }; { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: the new version
]]
--- @include "job"
--- @include "now"
--- @include "wake"
--- @include "keep"
--- @include "head"
--- @include "fence"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'version', 'head', 'growth', 'model', 'workspace',
  'sealedTo', 'keptUntil', 'crashes', 'retries')
local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
if refused then return { refused } end

local version, growth, model, sealed_to = tonumber(job[4]), tonumber(job[6] or 0), job[7], tonumber(job[9] or 0)
local base, stop, answer_at, saved_at, count, size, stored, digest = 0, 0, 0, 0, 0, 0, 0, ''
if version > 0 then base, stop, answer_at, saved_at, count, size, stored, digest = parse_head(job[5]) end
if job[4] ~= ARGV[7] then
  if version - 1 == tonumber(ARGV[7]) and digest == ARGV[8] then
    return '[' .. saved_at .. ',' .. count .. ',' .. size .. ',' .. stored + growth .. ',' .. model .. ',' .. job[8] .. ','
      .. answer_at - sealed_to .. ']'
  end
  return { CODE.VERSION_CONFLICT, version }
end

local at = now()
version = version + 1
if ARGV[15] == 'COMPACTED' then
  -- A block must not reach over the beginning of a generation, or reading would begin inside it.
  base, count, size, stored, growth, sealed_to = stop, 0, 0, 0, 0, stop
  redis.call('HSET', JOB, 'growth', 0, 'sealedTo', stop, 'blockAt', stop)
end
if ARGV[15] ~= '' then answer_at = stop end
stop, count, size, stored = stop + 1, count + ARGV[11], size + ARGV[10], stored + #ARGV[9]
if ARGV[14] ~= '' and ARGV[14] ~= model then
  model = ARGV[14]
  redis.call('HSET', JOB, 'model', model)
end

local place = base .. ',' .. stop .. ',' .. answer_at
local totals = at .. ',' .. count .. ',' .. size .. ','
local kept = totals .. stored + growth .. ',' .. model .. ','
redis.call('RPUSH', LOG, ARGV[9])
redis.call('RPUSH', VERSIONS, place .. '[' .. kept .. string.sub(ARGV[12], 2))
redis.call('HSET', JOB, 'version', version, 'head', place .. ',' .. totals .. stored .. ',' .. ARGV[8], 'progress', ARGV[13])
if job[11] ~= '0' or job[12] ~= '0' then redis.call('HSET', JOB, 'crashes', 0, 'retries', 0, 'unusable', 0) end
if version == 1 then redis.call('HSET', JOB, 'logId', at .. ':' .. ARGV[5], 'checkpoint', 'KEPT') end
if ARGV[17] then redis.call('HDEL', CALLS, unpack(ARGV, 17)) end
if ARGV[16] ~= '0' then redis.call('LTRIM', VERSIONS, -ARGV[16], -1) end
redis.call('ZADD', ACTIVE .. ':RUNNING', at, JOB_ID)
-- To the second is enough: a burst of commits need not set the same time again and again.
if version == 1 or at + LIVE_MS - job[10] > 1000 then keep_until(at + LIVE_MS) end
wake(version, 'RUNNING')
return '[' .. kept .. job[8] .. ',' .. answer_at - sealed_to .. ']'
