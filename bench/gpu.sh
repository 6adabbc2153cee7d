#!/bin/sh
# Builds the networks against a libtorch with CUDA, compares them with the reference numbers on the GPU, fits NeuS to
# pictures of a sphere there and times a whole sampling in fp32, bf16 and fp16, in at most 8 minutes. The results go to
# the file named, as Markdown.
#
#     bench/gpu.sh [RESULTS.md]
#
# Needs CMake, a C++20 compiler, CUDA's compiler (libtorch's CMake files ask for it), libtorch (that of the PyTorch that
# python3 imports, or where Torch_DIR says), nlohmann-json, stb, libjpeg and, for the reference numbers, GoogleTest.
# Where these are not installed, CMAKE_PREFIX_PATH may name a folder that has them: FOLDER/usr after dpkg -x of
# nlohmann-json3-dev, libstb-dev, libjpeg62-turbo-dev, libjpeg62-turbo, libgtest-dev and libgmock-dev. Reference numbers
# at full size are compared where SYNCDREAMER_REFERENCE names their folder.
set -u
cd "$(dirname "$0")/.." || exit 1
results=${1:-build/gpu-bench/results.md}
build=build/gpu-bench
log=$build/log.txt
deadline=$(($(date +%s) + 480))
mkdir -p "$build" "$(dirname "$results")"
: >"$results" && : >"$log"

# within NAME COMMAND...: runs a command in the time that is left.
within() {
  name=$1 && shift
  left=$((deadline - $(date +%s)))
  if [ "$left" -le 0 ]; then
    say "$name: no time left"
    return 1
  fi
  timeout "$left" "$@"
}

say() { echo "$*" | tee -a "$results"; }

prefix=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)' 2>/dev/null)
if command -v nvidia-smi >/dev/null; then
  TORCH_CUDA_ARCH_LIST=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -n 1)
  export TORCH_CUDA_ARCH_LIST
  say "$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | head -n 1), $(date -u +%F)"
fi
generator=$(command -v ninja >/dev/null && echo Ninja || echo 'Unix Makefiles')
# configure TESTS: makes the build files, with tests or without.
configure() {
  within configuring cmake -S . -B "$build" -G "$generator" -DCMAKE_BUILD_TYPE=Release -DSYNCDREAMER_NETWORKS_ONLY=ON \
    -DSYNCDREAMER_BUILD_BENCH=ON -DSYNCDREAMER_BUILD_TESTS="$1" -DCMAKE_PREFIX_PATH="$prefix;${CMAKE_PREFIX_PATH:-}" \
    >>"$log" 2>&1
}

tests='nn_test model_test neus_test'
if ! configure ON; then
  grep -qi gtest "$log" || { say 'configuring failed:'; tail -n 30 "$log" | tee -a "$results"; exit 1; }
  tests=''
  configure OFF || { say 'configuring failed:'; tail -n 30 "$log" | tee -a "$results"; exit 1; }
  say 'Without the reference numbers: GoogleTest was not found.'
fi
# shellcheck disable=SC2086  # each word is a target
within building cmake --build "$build" -j "$(nproc)" --target device_sampling $tests >>"$log" 2>&1 ||
  { say 'building failed:'; grep -E 'error|FAILED' "$log" | head -n 30 | tee -a "$results"; exit 1; }
say "built in $((480 - deadline + $(date +%s))) s"
say ''

say 'Reference numbers on the GPU in fp32 (tolerance 1e-3 of the largest value, TF32 off):'
say ''
export SYNCDREAMER_DEVICE=cuda
status=0
for test in $tests; do
  within "$test" "$build/$test" --gtest_filter='*Golden*:NeusFit.on_another_device*' >"$build/$test.txt" 2>&1 ||
    status=1
  say "- $test: $(grep -E '^\[  (PASSED|FAILED|SKIPPED) +\] [0-9]+ test' "$build/$test.txt" | tr '\n' ' ')"
  grep -E '^\[  FAILED  \]|max\|actual' "$build/$test.txt" | head -n 40 >>"$log"
done
say ''
within sampling "$build/device_sampling" cuda 50 >"$build/sampling.md" 2>>"$log" ||
  { status=1; tail -n 3 "$log" >>"$build/sampling.md"; }
tee -a "$results" <"$build/sampling.md"
exit $status
