-- The keys and the first arguments of every script that changes a job; a script may take fewer of the keys.
local JOB, LOG, VERSIONS, CALLS, ACTIVE = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local JOBS, LIVE, EXPIRY, CHORES, STATES = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local JOB_ID, LIVE_CHANNEL, TTL_MS, GRACE_MS = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
