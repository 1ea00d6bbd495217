--[[
  The record of a job.

  KEYS[1]  job

  Returns  the record, empty when there is none
]]
--- @include "record"

return record_of(KEYS[1])
