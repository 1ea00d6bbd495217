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
  ARGV[13] turns
  ARGV[14] usage as JSON
  ARGV[15] model as JSON, or '' for the one of before
  ARGV[16] 'ANSWER' when the frame holds an answer, 'COMPACTED' when it replaces all before it, else ''
  ARGV[17] versions to keep, 0 for all
  ARGV[18..] ids, as JSON, of the calls whose results are in the frame

  Returns  { 0, savedAt, messageCount, sizeBytes, storedBytes, model, workspace, segments that could be sealed };
           { VERSION_CONFLICT, head }; { JOB_NOT_FOUND | LEASE_TAKEN | LEASE_RELEASED | LEASE_ENDED }
  Event    wake-up: the new version
]]
--- @include "job"
--- @include "fence"

local job = redis.call('HMGET', JOB, 'status', 'epoch', 'nonce', 'version', 'commit', 'savedAt', 'messageCount',
  'sizeBytes', 'storedBytes', 'model', 'workspace', 'base', 'end', 'answerAt', 'sealedTo', 'keptUntil')
local refused = fence(job[1], job[2], job[3], ARGV[5], ARGV[6])
if refused then return { refused } end
local sealed_to = tonumber(job[15] or 0)

if job[4] ~= ARGV[7] then
  if job[4] - 1 == tonumber(ARGV[7]) and job[5] == ARGV[8] then
    return { 0, tonumber(job[6]), tonumber(job[7]), tonumber(job[8]), tonumber(job[9]), job[10], job[11], job[14] - sealed_to }
  end
  return { CODE.VERSION_CONFLICT, tonumber(job[4]) }
end

local at = now()
local version = ARGV[7] + 1
local stored = #ARGV[9]
local count, size, base, stop, answer_at = 0, 0, 0, 0, 0
if version > 1 then
  count, size, stored = tonumber(job[7]), tonumber(job[8]), stored + job[9]
  base, stop, answer_at = tonumber(job[12]), tonumber(job[13]), tonumber(job[14])
end
if ARGV[16] == 'COMPACTED' then
  -- A block must not reach over the beginning of a generation, or reading would begin inside it.
  base, count, size, stored, sealed_to = stop, 0, 0, #ARGV[9], stop
  redis.call('HSET', JOB, 'base', base, 'sealedTo', base, 'blockAt', base)
end
if ARGV[16] ~= '' then answer_at = stop end
stop, count, size = stop + 1, count + ARGV[11], size + ARGV[10]
local model = ARGV[15] ~= '' and ARGV[15] or job[10]

redis.call('RPUSH', LOG, ARGV[9])
redis.call('RPUSH', VERSIONS, base .. ',' .. stop .. ',' .. answer_at .. '[' .. at .. ',' .. count .. ',' .. size .. ','
  .. stored .. ',' .. model .. ',' .. string.sub(ARGV[12], 2))
redis.call('HSET', JOB, 'version', version, 'commit', ARGV[8], 'savedAt', at, 'messageCount', count, 'sizeBytes', size,
  'storedBytes', stored, 'model', model, 'end', stop, 'answerAt', answer_at, 'turns', ARGV[13], 'usage', ARGV[14],
  'crashes', 0, 'retries', 0)
if version == 1 then redis.call('HSET', JOB, 'base', base, 'logId', at .. ':' .. ARGV[5], 'checkpoint', 'KEPT') end
if ARGV[18] then redis.call('HDEL', CALLS, unpack(ARGV, 18)) end
if ARGV[17] ~= '0' then redis.call('LTRIM', VERSIONS, -ARGV[17], -1) end
redis.call('ZADD', ACTIVE .. ':RUNNING', at, JOB_ID)
-- To the second is enough: a burst of commits need not set the same time again and again.
if version == 1 or at + LIVE_MS - job[16] > 1000 then keep_until(at + LIVE_MS) end
wake(version, 'RUNNING')
return { 0, at, count, size, stored, model, job[11], answer_at - sealed_to }
