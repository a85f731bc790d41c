#!/bin/sh
# A million executions of every fuzz target, two targets at a time; ends with an error at the first crash.
set -eu
cd "$(dirname "$0")/.."
runs=${FUZZ_RUNS:-1000000}
cargo fuzz build --sanitizer none
one='
  name=$(basename "$1" .rs)
  mkdir -p "fuzz/corpus/$name"
  # What ends with 255 keeps xargs from starting another.
  cargo fuzz run --sanitizer none "$name" "fuzz/corpus/$name" -- \
    "-runs=$0" -max_len=64 -timeout=5 -verbosity=0 || exit 255
'
# The one that takes longest goes first, so that it does not run alone at the end.
printf '%s\n' fuzz/fuzz_targets/surfaces.rs fuzz/fuzz_targets/*.rs | awk '!seen[$0]++' |
  xargs -P 2 -I TARGET sh -c "$one" "$runs" TARGET
echo "every target: $runs runs"
