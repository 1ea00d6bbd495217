-- What the records of versions say of the log: place in it, counted from `first`, messages before it, their bytes; for
-- the places `from` to `to`, as far as their versions are kept and begin at `base`. `head_stop`: the end of the log.
local function totals_at(into, versions, head_stop, base, first, from, to)
  local kept = redis.call('LLEN', versions)
  local start, stop = math.max(0, kept - 1 - head_stop + from), kept - 1 - head_stop + to
  if stop < 0 then return end
  for _, line in ipairs(redis.call('LRANGE', versions, start, stop)) do
    local its_base, place, count, size = string.match(line, '^(%d+),(%d+),%d+%[%d+,(%d+),(%d+),')
    if tonumber(its_base) == base then
      into[#into + 1] = place - first
      into[#into + 1] = tonumber(count)
      into[#into + 1] = tonumber(size)
    end
  end
end
