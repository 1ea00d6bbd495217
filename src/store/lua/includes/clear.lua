-- Takes the checkpoint out of use. Without `retention` its versions go at once; else the caller sets when.
local function clear_checkpoint(status, retention)
  redis.call('HSET', JOB, 'checkpoint', 'CLEARED')
  redis.call('UNLINK', CALLS)
  redis.call('ZREM', ACTIVE .. ':' .. status, JOB_ID)
  redis.call('ZREM', EXPIRY, 'C:' .. JOB_ID)
  if retention == 0 then redis.call('UNLINK', LOG, VERSIONS) end
end
