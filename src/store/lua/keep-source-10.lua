--[[
  Keeps a checkpoint from running out while a job waits that is to begin with it.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms

  Returns  1 when its time was extended, 0 when it has enough or there is none
  Event    none
]]
--- @include "job"
--- @include "now"
--- @include "source"

return keep_source(now())
