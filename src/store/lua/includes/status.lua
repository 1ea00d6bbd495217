-- Moves the job to another status in the record and in the indexes that are kept by status.
local function set_status(from, to)
  redis.call('HSET', JOB, 'status', to)
  if from == to then return end
  for _, index in ipairs({ JOBS, ACTIVE }) do
    local score = redis.call('ZSCORE', index .. ':' .. from, JOB_ID)
    if score then
      redis.call('ZREM', index .. ':' .. from, JOB_ID)
      redis.call('ZADD', index .. ':' .. to, score, JOB_ID)
    end
  end
end
