#!/bin/sh
# A million executions of every fuzz target; ends with an error at the first crash.
set -eu
cd "$(dirname "$0")/.."
for target in fuzz/fuzz_targets/*.rs; do
  name=$(basename "$target" .rs)
  mkdir -p "fuzz/corpus/$name"
  cargo fuzz run --sanitizer none "$name" "fuzz/corpus/$name" -- \
    -runs=1000000 -max_len=64 -timeout=5 -verbosity=0
done
echo 'every target: 1000000 runs'
