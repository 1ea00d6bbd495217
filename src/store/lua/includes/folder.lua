-- A folder has a key that says who claims it and one that names the claimed folders within it; both end with the hash of
-- its path in front of their kind, and all are in one slot. Made from the name of the key of another folder.
local function claim_of(hash)
  return (string.gsub(KEYS[1], '%x+:workspace$', hash .. ':workspace'))
end

local function within(hash)
  return (string.gsub(KEYS[1], '%x+:workspace$', hash .. ':within'))
end

local OWN = string.match(KEYS[1], '(%x+):workspace$')
