--[[
  Deletes the checkpoint of a job that is over, for good. The record stays and says DELETED.

  KEYS[1]  job           KEYS[2]  log    KEYS[3]  versions  KEYS[4]  calls   KEYS[5]  active (base)
  KEYS[6]  jobs (base)   KEYS[7]  live   KEYS[8]  expiry    KEYS[9]  chores  KEYS[10] chore states

  ARGV[1]  job id  ARGV[2]  live channel  ARGV[3]  TTL in ms  ARGV[4]  grace of the record in ms
  ARGV[5]  nonce of this call

  Returns  { 0 }, also when this call was carried out before; { CHECKPOINT_NOT_FOUND | JOB_RUNNING };
           { COPY_WAITING } when a job that is to begin with it has yet to copy it
           (its record is read under a name made from the job's; its tag is the same)
  Event    wake-up: the terminal status
]]
--- @include "job"
--- @include "wake"
--- @include "terminal"
--- @include "copies"

local job = redis.call('HMGET', JOB, 'status', 'version', 'checkpoint', 'deletedBy', 'resumedByHash')
local status = job[1]
if not status then return { CODE.CHECKPOINT_NOT_FOUND } end
if job[4] == ARGV[5] then return { 0 } end
if not TERMINAL[status] then return { CODE.JOB_RUNNING } end
if job[3] ~= 'KEPT' or redis.call('EXISTS', VERSIONS) == 0 then return { CODE.CHECKPOINT_NOT_FOUND } end
if job[5] and waits_for_copy(JOB, job[5]) or waiting_forks(JOB) ~= '' then return { CODE.COPY_WAITING } end
local prefix = string.sub(JOB, 1, -4)
redis.call('UNLINK', LOG, VERSIONS, CALLS, prefix .. 'output', prefix .. 'partial')
redis.call('HSET', JOB, 'checkpoint', 'DELETED', 'deletedBy', ARGV[5])
redis.call('ZREM', ACTIVE .. ':' .. status, JOB_ID)
redis.call('ZREM', EXPIRY, 'C:' .. JOB_ID)
wake(job[2], status)
return { 0 }
