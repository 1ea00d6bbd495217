#!/bin/sh
# How every npm script runs Node: a version that is too old, or packages that are missing, are said in plain words, and
# what Node compiles is kept, so that the next process starts with half the CPU. `exec`: npm's signals reach the program.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/node}"
exec node -r "$PWD/src/check-node.cjs" "$@"
