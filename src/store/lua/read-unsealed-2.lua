--[[
  The segments that can be packed: from the last block on, up to the latest answer.

  KEYS[1]  job  KEYS[2]  log

  Returns  { id of the log, up to where it is sealed, where its last block begins, frames from there on };
           empty when nothing has been added since it was sealed
  Event    none
]]
--- @include "head"

local job = redis.call('HMGET', KEYS[1], 'logId', 'sealedTo', 'blockAt', 'head')
if not job[1] then return {} end
local sealed_to, block_at = tonumber(job[2] or 0), tonumber(job[3] or 0)
local _, _, answer_at = parse_head(job[4])
if answer_at <= sealed_to then return {} end
return { job[1], sealed_to, block_at, redis.call('LRANGE', KEYS[2], block_at, answer_at - 1) }
