-- Takes out of the indexes what Redis has let expire, so that nothing is counted or listed that is gone.
local function sweep(jobs, active, expiry, at)
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', expiry, '-inf', at, 'LIMIT', 0, 100)) do
    local index = string.sub(entry, 1, 1) == 'J' and jobs or active
    for _, status in ipairs({ 'COMPLETED', 'FAILED', 'CANCELLED' }) do
      redis.call('ZREM', index .. ':' .. status, string.sub(entry, 3))
    end
    redis.call('ZREM', expiry, entry)
  end
end
