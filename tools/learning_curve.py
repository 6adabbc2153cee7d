#!/usr/bin/env python3
"""learning_curve.py OUT.svg COLUMN GFLOP NAME=RUN,SAMPLES[,BEFORE] ...

Draws what trainings reached on held-out objects over the samples that they had seen. COLUMN is one of the runs'
validation.csv, RUN the folder that a training wrote, SAMPLES how many it sees in a step, BEFORE how many the weights it
started from had seen. GFLOP is the arithmetic of a sample, forth and back, which the second axis shows.
"""
import csv
import math
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 64, 32, 28, 64
COLORS = ["#1565c0", "#c62828", "#2e7d32", "#6a1b9a", "#ef6c00"]


def read(argument, column):
    name, run = argument.split("=", 1)
    folder, samples, before = (run.split(",") + ["0"])[:3]
    with open(Path(folder) / "validation.csv", newline="") as file:
        rows = csv.DictReader(file)
        columns = rows.fieldnames or []
        if column not in columns:
            sys.exit(f"{folder}/validation.csv: found no column {column}, expected one of {', '.join(columns)}")
        return name, [(int(before) + int(row["step"]) * int(samples), float(row[column])) for row in rows]


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def grid_step(span):
    """1, 2 or 5 times a power of ten, of which `span` takes 3 to 8."""
    power = 10.0 ** math.floor(math.log10(span / 3))
    return max(factor * power for factor in (0.5, 1, 2, 5) if factor * power <= span / 3)


def draw(curves, column, gflop):
    xs, ys = zip(*(point for _, points in curves for point in points))
    first, last = math.floor(math.log2(min(xs))), math.ceil(math.log2(max(xs)))
    last = max(last, first + 1)
    step = grid_step(max(ys) - min(ys) or 1)
    low, high = step * math.floor(min(ys) / step), step * math.ceil(max(ys) / step)
    high = max(high, low + step)
    digits = max(0, -math.floor(math.log10(step)))
    x_of = lambda x: LEFT + (math.log2(x) - first) / (last - first) * (WIDTH - LEFT - RIGHT)
    y_of = lambda y: HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - TOP)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
             'font-size="13">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for i in range(round((high - low) / step) + 1):
        y, value = y_of(low + i * step), low + i * step
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.{digits}f}</text>')
    for power in range(first, last + 1):
        lines.append(f'<text x="{x_of(2 ** power):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
                     f'{2 ** power:,}</text><text x="{x_of(2 ** power):.1f}" y="{HEIGHT - BOTTOM + 36}" '
                     f'text-anchor="middle" fill="#666">{number(2 ** power * gflop / 1000)}</text>')
    lines.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 8}" text-anchor="middle">samples seen, and below TFLOP '
                 'spent</text>')
    unit = " (dB)" if "psnr" in column else ""
    lines.append(f'<text x="{LEFT}" y="14">{column} of held-out objects{unit}</text>')
    for i, (name, points) in enumerate(curves):
        color, path = COLORS[i % len(COLORS)], " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        lines += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" fill="{color}"/>' for x, y in points]
        lines.append(f'<text x="{LEFT + 8}" y="{TOP + 20 + 17 * i}" fill="{color}">{name}</text>')
    return "\n".join(lines + ["</svg>"]) + "\n"


def main():
    if len(sys.argv) < 5 or not all("=" in run and "," in run for run in sys.argv[4:]):
        sys.exit("usage: " + __doc__.strip())
    picture, column, gflop, *runs = sys.argv[1:]
    Path(picture).write_text(draw([read(run, column) for run in runs], column, float(gflop)))


main()
