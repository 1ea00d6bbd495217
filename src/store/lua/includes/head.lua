-- The head as the job's record has it (see `job-hash.ts`), as numbers, and the digest of its commit.
local function parse_head(head)
  local base, stop, answer_at, saved_at, count, size, stored, digest =
    string.match(head, '^(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),(.*)$')
  return tonumber(base), tonumber(stop), tonumber(answer_at), tonumber(saved_at), tonumber(count), tonumber(size),
    tonumber(stored), digest
end
