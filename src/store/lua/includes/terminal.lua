local TERMINAL = { COMPLETED = true, FAILED = true, CANCELLED = true }
