--[[
  Notes on the record that the stored state cannot be read. The bytes stay as they are.

  KEYS[1]  job

  ARGV[1]  first index of the log that the damaged version is made of, or '' when it is the checkpoint
  ARGV[2]  what is wrong, for a person

  Returns  1 when the checkpoint itself is concerned, 0 when only earlier versions are, or the job is gone
  Event    none
]]
local head = redis.call('HGET', KEYS[1], 'head')
if not head or (ARGV[1] ~= '' and string.match(head, '^%d+') ~= ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'damage', ARGV[2])
return 1
