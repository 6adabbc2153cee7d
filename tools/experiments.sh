#!/bin/sh
# experiments.sh PROGRAM OUT: the experiments of docs/experiments.md with the default model, on made-up objects of kinds
# that it was not trained on. Each renders its objects into OUT/data/NAME and evaluates the model into OUT/NAME; what
# is there already is kept, whatever EXPERIMENT_INDICES. At the end their figures stand in OUT/table.md.
#
# EXPERIMENT_INDICES: objects are the held-out ones among the first so many of the series, by default 156: one of each
# kind. EXPERIMENT_THREADS: threads, by default all cores.
set -eu
program=$1 out=$2
indices=${EXPERIMENT_INDICES:-156} threads=${EXPERIMENT_THREADS:-0}

experiment() { # NAME CONSISTENCY FLAG...: the model on objects that are rendered with these flags
  name=$1 consistency=$2
  shift 2
  if [ ! -e "$out/$name/table.md" ]; then
    "$program" objects --held-out --count "$indices" --seed 1 --size 128 --samples 9 --light-rays 1 --input-views 1 \
      --threads "$threads" --keep -o "$out/data/$name" "$@"
    "$program" evaluate model --data "$out/data/$name" --meshes 0 --minutes 0 --no-independent \
      --consistency "$consistency" --mesh-method hull --sheet-objects 3 --sheet-views 4 --threads "$threads" \
      -o "$out/$name.part" > /dev/null
    mv "$out/$name.part" "$out/$name" # of one that is interrupted the figures are not all there
  fi
  # Of each row of its table: what the views are, PSNR, SSIM, and how well half of the views predict the other half.
  awk -F ' *[|] *' -v name="$name" \
    'NR > 2 && !/white/ { print "| " name " | " $3 " | " $4 " | " $5 " | " $10 " | " $12 " |" }' \
    "$out/$name/table.md" >> "$out/table.md.part"
}

mkdir -p "$out"
{
  echo '| experiment | views | PSNR (dB) | SSIM | consistency: PSNR (dB) | its IoU |'
  echo '|---|---|---|---|---|---|'
} > "$out/table.md.part"

for elevation in -10 0 10 20 30 40; do # of the input picture's camera, degrees
  experiment "elevation$elevation" 0 --input-elevations "$elevation" "$elevation"
done
for style in flat sketch grey; do # of the input picture, seen from 20 degrees
  experiment "$style" 0 --input-elevations 20 20 --input-style "$style"
done
for views in 8 16 32; do # generated together
  experiment "views$views" "$indices" --input-elevations 20 20 --views "$views"
done
experiment random-cameras "$indices" --input-elevations 20 20 --target-cameras random

mv "$out/table.md.part" "$out/table.md"
cat "$out/table.md"
