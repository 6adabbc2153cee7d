#!/usr/bin/env python3
"""fit_over_time.py PROGRAM VIEWS MODEL ROTATION_DEG OUT.svg

Reconstructs the object of VIEWS with more and more steps of the method fast, compares each mesh with MODEL, and draws
the Chamfer distance over the CPU seconds that hull, fit and mesh took. Every point is a run of its own: the schedule of
a run depends on its number of steps.
"""
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = [0, 5, 10, 20, 40, 75, 150, 300]  # of each of the two stages; 0: the visual hull
WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 64, 48


def measure(program, views, model, rotation, steps, folder):
    out = folder / str(steps)
    command = [program, "reconstruct", views, "-o", out, "--threads", "1", "--turntable-frames", "1"]
    command += ["--method", "hull"] if steps == 0 else ["--coarse-steps", str(steps), "--fine-steps", str(steps)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    cpu_per_second = (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) / (time.monotonic() - start)
    seconds = json.loads((out / "run.json").read_text())["mesh"]["seconds"]
    figures = folder / f"{steps}.json"
    subprocess.run([program, "evaluate", "mesh", "--truth", views, "--truth-mesh", model, "--truth-rotation-deg",
                    rotation, "--prediction", out / "mesh.ply", "--json", figures], check=True, capture_output=True)
    comparison = json.loads(figures.read_text())
    spent = cpu_per_second * sum(seconds[stage] for stage in ("hull", "surface", "mesh"))
    print(f"{steps:4} steps a stage: {spent:6.1f} s, Chamfer {comparison['chamfer']:.4f}, "
          f"IoU {comparison['volume_iou']:.3f}", flush=True)
    return spent, comparison["chamfer"]


def draw(points):
    longest = 10 * (int(max(x for x, _ in points)) // 10 + 1)
    highest = 0.002 * math.ceil(max(y for _, y in points) / 0.002)
    x_of = lambda seconds: LEFT + seconds / longest * (WIDTH - LEFT - 16)
    y_of = lambda chamfer: HEIGHT - BOTTOM - chamfer / highest * (HEIGHT - BOTTOM - 16)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
             'font-size="13">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for i in range(7):
        y, value = y_of(highest * i / 6), highest * i / 6
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - 16}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.3f}</text>')
    for i in range(6):
        value = longest * i / 5
        lines.append(f'<text x="{x_of(value):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:g}</text>')
    lines.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">CPU seconds, one thread</text>')
    lines.append(f'<text x="{LEFT}" y="12">Chamfer distance; the first point is the visual hull</text>')
    path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in points)
    lines.append(f'<polyline points="{path}" fill="none" stroke="#1565c0" stroke-width="2"/>')
    lines += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="4" fill="#1565c0"/>' for x, y in points]
    return "\n".join(lines + ["</svg>"]) + "\n"


def main():
    program, views, model, rotation, picture = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        points = [measure(program, views, model, rotation, steps, Path(folder)) for steps in STEPS]
    Path(picture).write_text(draw(points))


main()
