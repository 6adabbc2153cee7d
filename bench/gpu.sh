#!/bin/sh
# Builds the networks against a libtorch with CUDA, compares them with the reference numbers on the GPU and times a whole
# sampling in fp32, bf16 and fp16, in at most 8 minutes. The results go to the file named, as Markdown.
#
#     bench/gpu.sh [RESULTS.md]
#
# Needs CMake, a C++20 compiler, CUDA's compiler (libtorch's CMake files ask for it), libtorch (that of the PyTorch that
# python3 imports, or where Torch_DIR says), nlohmann-json, stb and GoogleTest; where they are not installed,
# CMAKE_PREFIX_PATH may name a folder with them (dpkg -x of nlohmann-json3-dev, libstb-dev, libgtest-dev, libgmock-dev:
# FOLDER/usr).
set -u
cd "$(dirname "$0")/.." || exit 1
results=${1:-build/gpu/results.md}
build=build/gpu
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
within configure cmake -S . -B "$build" -G "$generator" -DCMAKE_BUILD_TYPE=Release -DSYNCDREAMER_NETWORKS_ONLY=ON \
  -DSYNCDREAMER_BUILD_BENCH=ON -DCMAKE_PREFIX_PATH="$prefix;${CMAKE_PREFIX_PATH:-}" >>"$log" 2>&1 ||
  { say 'configuring failed:'; tail -n 30 "$log"; exit 1; }
within build cmake --build "$build" -j "$(nproc)" --target nn_test model_test device_sampling \
  >>"$log" 2>&1 || { say 'building failed:'; grep -E 'error|FAILED' "$log" | head -n 30; exit 1; }
say "built in $((480 - deadline + $(date +%s))) s"
say ''

say 'Reference numbers on the GPU in fp32 (tolerance 1e-3 of the largest value, TF32 off):'
say ''
export SYNCDREAMER_DEVICE=cuda
status=0
for layer in nn model; do
  within "$layer" "$build/${layer}_test" --gtest_filter='*Golden*-*slow*:*_50_steps*' >"$build/$layer.txt" 2>&1 || status=1
  say "- $layer: $(grep -E '^\[  (PASSED|FAILED) ' "$build/$layer.txt" | tr '\n' ' ')"
  grep -E '^\[  FAILED  \]|max\|actual' "$build/$layer.txt" | head -n 40 >>"$log"
done
say ''
within sampling "$build/device_sampling" cuda 50 2>>"$log" | tee -a "$results" || status=1
exit $status
