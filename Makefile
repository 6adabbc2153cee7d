# Shortcuts for the usual tasks. They call CMake's presets (CMakePresets.json).

# As many processes as there are cores, and 1.4 gigabytes of free memory each: what a compiler takes.
JOBS ?= $(shell awk -v cores="$$(nproc)" \
  '/^MemAvailable/ {n = int($$2 / 1400000); print n < 1 ? 1 : n < cores ? n : cores}' /proc/meminfo)
BUILD := build/release
PROGRAM := $(BUILD)/syncdreamer
SOURCES = $(shell find src tests bench examples -name '*.cpp' -o -name '*.h' -o -name '*.cu')
LINTED = $(filter-out %/image_tensor.cpp %/state_dict.cpp %/mapped_weights.cpp %/module_loading.cpp \
           %/multiview_dataset.cpp, \
           $(shell find src/core src/image src/matting src/geometry src/checkpoint src/render src/metrics src/server \
                        src/reconstruct src/dataset -name '*.cpp'))

.PHONY: help setup configure build install package demo test fuzz bench data games distances evaluate experiments \
        format lint clean

help:
	@echo 'make demo      build, and make views and a mesh of every picture in examples/ into out/demo/'
	@echo 'make test      build and run all tests'
	@echo 'make fuzz      hostile files for the readers by libFuzzer, with sanitizers; FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make build     build $(PROGRAM)'
	@echo 'make install   build, and install the program and its model under PREFIX=$(PREFIX)'
	@echo 'make package   build, and make a Debian package of both in build/'
	@echo 'make bench     build and run the benchmarks'
	@echo 'make data      render the training objects into data/ (half an hour)'
	@echo 'make games     render models of free games into data/games/ (2.2 GB of packages, half an hour)'
	@echo 'make distances render what the elevation stage learns from besides, into data/ (as long again)'
	@echo 'make evaluate  measure the default model on the held-out objects of data/'
	@echo 'make experiments  elevation, style and number of views, on made-up held-out objects (docs/experiments.md)'
	@echo 'make format    format all sources'
	@echo 'make lint      clang-tidy over the sources that do not use libtorch'
	@echo 'make clean     remove build/'
	@echo 'Missing Debian packages (apt-packages.txt) are installed first. JOBS=$(JOBS) processes at once.'

setup:
	@tools/install_packages.sh apt-packages.txt

configure: setup
	@cmake --preset release --log-level=NOTICE

build: configure
	cmake --build $(BUILD) -j $(JOBS) --target syncdreamer

PREFIX ?= /usr/local

install: build
	cmake --install $(BUILD) --strip --prefix "$(PREFIX)"

package: setup
	@tools/install_packages.sh dpkg-dev file
	@cmake --preset release -DSYNCDREAMER_MOLD=OFF --log-level=NOTICE
	cmake --build $(BUILD) -j $(JOBS) --target syncdreamer
	cd build && cpack --config release/CPackConfig.cmake

# examples/elevations.txt says how high the camera of a picture stands: name and degrees, one pair a line. Sampling on
# to timestep 500 makes sharp views (docs/generation.md).
demo: build
	@for picture in examples/*.png; do \
	  name=$$(basename "$$picture" .png); \
	  elevation=$$(sed -n "s/^$$name\(\.png\)\? \([-0-9.]*\).*/\2/p" examples/elevations.txt); \
	  set -- "$$picture" $${elevation:+--elevation "$$elevation"} --preset fast --last-timestep 500 -o "out/demo/$$name"; \
	  echo "$(PROGRAM) create $$*"; \
	  $(PROGRAM) create "$$@" || exit 1; \
	done
	@echo 'The views of each picture: out/demo/*/views.png, its mesh: out/demo/*/mesh.glb, turntable.gif'

# Tests that skip themselves are named after ctest's own summary, with what they lack. The page is tested in Chromium.
test: configure
	@tools/install_packages.sh chromium
	cmake --build $(BUILD) -j $(JOBS)
	@status=0; ctest --preset release -j $(JOBS) || status=$$?; \
	awk '/^\[  SKIPPED \] .* ms\)$$/ {sub(/^SKIPPED: /, "", reason); print "skipped: " $$4 ": " reason} {reason = $$0}' \
	  $(BUILD)/Testing/Temporary/LastTest.log | sort -u; \
	exit $$status

# A file that finds something is left in build/fuzz/ as finding-FORMAT-...; new coverage grows build/fuzz/corpus/.
FUZZ_SECONDS ?= 600
FUZZ_OPTIONS := -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=60 -rss_limit_mb=2048 -print_final_stats=1

fuzz: setup
	@tools/install_packages.sh clang libclang-rt-dev libomp-dev
	@cmake --preset fuzz --log-level=NOTICE
	cmake --build --preset fuzz -j $(JOBS)
	@ls tests/fuzz/corpus | xargs -P $(JOBS) -I FORMAT sh -c 'mkdir -p build/fuzz/corpus/FORMAT; \
	  build/fuzz/FORMAT_fuzz $(FUZZ_OPTIONS) -artifact_prefix=build/fuzz/finding-FORMAT- \
	    build/fuzz/corpus/FORMAT tests/fuzz/corpus/FORMAT > build/fuzz/FORMAT.log 2>&1; status=$$?; \
	  echo "FORMAT: $$(grep -E "number_of_executed|SUMMARY" build/fuzz/FORMAT.log | tr "\n" " ")"; exit $$status'

bench: setup
	@tools/install_packages.sh libbenchmark-dev
	cmake --preset release -DSYNCDREAMER_BUILD_BENCH=ON
	cmake --build $(BUILD) -j $(JOBS)
	@for program in $(BUILD)/*_bench; do $$program || exit 1; done

# Furniture of the sweethome3d-furniture package, and objects that the program makes up. A second run goes on.
FURNITURE := /usr/share/sweethome3d/furniture
COLLECTIONS := BlendSwap-CC-0:CC0-1.0 BlendSwap-CC-BY:CC-BY-3.0 KatorLegaz:CC-BY-3.0-US Reallusion:CC-BY-3.0-US \
               Scopia:CC-BY-3.0
RENDERING := --size 128 --samples 9 --light-rays 1 --keep
DISTANCES := --input-distances 1.2 40
NUM_OBJECTS ?= 1500

data: build
	@tools/install_packages.sh sweethome3d-furniture
	@for collection in $(COLLECTIONS); do \
	  name=$${collection%%:*}; licence=$${collection##*:}; \
	  mkdir -p data/models/$$name && (cd data/models/$$name && cmake -E tar xf $(FURNITURE)/$$name.sh3f) && \
	  $(PROGRAM) render data/models/$$name --licence $$licence -o data/real $(RENDERING) && \
	  $(PROGRAM) render data/models/$$name --licence $$licence -o data/real-augmented --augment 2 $(RENDERING) || exit 1; \
	done
	$(PROGRAM) objects --count $(NUM_OBJECTS) --seed 1 -o data/generated $(RENDERING)

# Models of three free games. Debian's packages of them, 2.2 GB, are not installed but unpacked: 9 GB with the models.
games: build
	@tools/install_packages.sh python3-numpy python3-pil unzip
	@for game in 0ad megaglest supertuxkart; do \
	  package=data/packages/$$game; mkdir -p $$package && \
	  { ls $$package/*.deb >/dev/null 2>&1 || (cd $$package && apt-get download $$game-data); } && \
	  dpkg-deb -x $$package/*.deb $$package && \
	  { [ $$game != 0ad ] || unzip -qo $$package/usr/share/games/0ad/mods/public/public.zip 'art/*' -d $$package; } && \
	  /usr/bin/python3 tools/game_models.py $$game $$package data/models/$$game && \
	  $(PROGRAM) render data/models/$$game --up y --licence CC-BY-SA-3.0 -o data/games $(RENDERING) || exit 1; \
	done

# Input pictures from near to far away, by lenses to match, so that elevations are told whatever the perspective.
distances: data
	@for collection in $(COLLECTIONS); do \
	  $(PROGRAM) render data/models/$${collection%%:*} --licence $${collection##*:} -o data/real-distances --augment 2 \
	    $(DISTANCES) $(RENDERING) || exit 1; \
	done
	$(PROGRAM) objects --count $(NUM_OBJECTS) --seed 2 -o data/generated-distances $(DISTANCES) $(RENDERING)

evaluate: build
	$(PROGRAM) evaluate model --data data/real --data data/generated --more-training data/real-augmented -o out/evaluate

experiments: build
	tools/experiments.sh $(PROGRAM) out/experiments

format:
	@tools/install_packages.sh clang-format
	clang-format -i $(SOURCES)

# Debian's clang-tidy 14 reads neither the headers of libtorch as C++20 nor the precompiled header of g++; so lint takes
# the layers that compile without libtorch, and has a configuration of its own, of which nothing is built.
lint: setup
	@tools/install_packages.sh clang-tidy
	@cmake --preset release --log-level=NOTICE -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
	  -DCMAKE_UNITY_BUILD=OFF
	@printf '%s\n' $(LINTED) | xargs -P $(JOBS) -n 1 clang-tidy -p build/lint --quiet

clean:
	rm -rf build
