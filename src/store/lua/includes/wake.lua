-- Event: { jobId, version, status } to the watchers of this job and to those of all jobs.
local function wake(version, status)
  if version == 0 or version == '0' then version = 'null' end
  local message = '{"jobId":' .. cjson.encode(JOB_ID) .. ',"version":' .. version .. ',"status":"' .. status .. '"}'
  redis.call('PUBLISH', string.sub(JOB, 1, -4) .. 'events', message)
  redis.call('PUBLISH', LIVE_CHANNEL, message)
end
