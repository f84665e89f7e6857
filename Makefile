# Thin wrappers over the CMake presets. `make report` and `make test` do everything from a bare machine.
.PHONY: report test build bench docs clean

build:
	tools/setup required
	cmake --preset release > /dev/null
	cmake --build --preset release --target proofgauge proofgauge-check

report: build
	build/release/bin/proofgauge report

test:
	tools/setup required test
	cmake --preset release > /dev/null
	cmake --build --preset release
	ctest --preset release

bench:
	tools/setup required bench
	cmake --preset release > /dev/null
	cmake --build --preset release --target bench_all
	bench/run.sh build/release

docs:
	tools/setup docs
	doxygen

clean:
	rm -rf build
