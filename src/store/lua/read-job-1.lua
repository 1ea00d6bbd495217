--[[
  The record of a job.

  KEYS[1]  job

  Returns  the record, empty when there is none
]]
return redis.call('HGETALL', KEYS[1])
