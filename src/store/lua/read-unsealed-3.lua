--[[
  The segments that can be packed: from the last block on, up to the latest answer.

  KEYS[1]  job  KEYS[2]  log  KEYS[3]  versions

  Returns  { id of the log, up to where it is sealed, where its last block begins, frames from there on, totals before
             some of them (see `totals.lua`) };
           empty when nothing has been added since it was sealed, or the log or the versions do not end where the
           record says, which is damage
  Event    none
]]
--- @include "head"
--- @include "totals"

local job = redis.call('HMGET', KEYS[1], 'logId', 'sealedTo', 'blockAt', 'head')
if not job[1] then return {} end
local sealed_to, block_at = tonumber(job[2] or 0), tonumber(job[3] or 0)
local base, stop, answer_at = parse_head(job[4])
if answer_at <= sealed_to then return {} end
local place = base .. ',' .. stop .. ',' .. answer_at .. '['
if redis.call('LLEN', KEYS[2]) ~= stop then return {} end
if string.sub(redis.call('LINDEX', KEYS[3], -1) or '', 1, #place) ~= place then return {} end
local totals = {}
totals_at(totals, KEYS[3], stop, base, block_at, block_at, block_at)
totals_at(totals, KEYS[3], stop, base, block_at, math.max(sealed_to, block_at + 1), answer_at)
return { job[1], sealed_to, block_at, redis.call('LRANGE', KEYS[2], block_at, answer_at - 1), totals }
