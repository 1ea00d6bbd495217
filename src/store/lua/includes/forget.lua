-- Takes the job out of the indexes by status, whichever it is in.
local function forget()
  for _, status in ipairs({ 'QUEUED', 'RUNNING', 'WAITING_RETRY', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED' }) do
    redis.call('ZREM', JOBS .. ':' .. status, JOB_ID)
    redis.call('ZREM', ACTIVE .. ':' .. status, JOB_ID)
  end
  redis.call('ZREM', EXPIRY, 'C:' .. JOB_ID, 'J:' .. JOB_ID)
end
