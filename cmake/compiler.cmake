# Compiler settings that every target shares. Vector code is chosen at run time, so no -march here.

include(CheckCXXCompilerFlag)
add_library(syncdreamer_compiler INTERFACE)
target_compile_features(syncdreamer_compiler INTERFACE cxx_std_20)  # as the headers need it, whoever includes them
if(PROJECT_IS_TOP_LEVEL)
  target_include_directories(syncdreamer_compiler INTERFACE ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(syncdreamer_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                         -Wno-sign-conversion)
  # GCC 14 takes the vector<bool> of libtorch's autograd for a write beyond its end.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 14)
    target_compile_options(syncdreamer_compiler INTERFACE -Wno-array-bounds -Wno-stringop-overflow)
  endif()
else()  # what others build on it has warnings of its own, and none of these headers
  target_include_directories(syncdreamer_compiler SYSTEM INTERFACE ${PROJECT_SOURCE_DIR}/src)
endif()
target_link_libraries(syncdreamer_compiler INTERFACE Threads::Threads OpenMP::OpenMP_CXX)
# What is antisymmetric in the text stays so: a product that is added unrounded would let a closed mesh leak
# (metrics/volume_iou). Kernels that want it say so.
target_compile_options(syncdreamer_compiler INTERFACE -ffp-contract=off)
if(SYNCDREAMER_SANITIZE)
  target_compile_options(syncdreamer_compiler INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(syncdreamer_compiler INTERFACE -fsanitize=address,undefined)
endif()
if(SYNCDREAMER_FUZZ)
  target_compile_options(syncdreamer_compiler INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
  target_compile_definitions(syncdreamer_compiler INTERFACE _GLIBCXX_ASSERTIONS)
endif()

option(SYNCDREAMER_MOLD "Link with mold 1, if it is installed: faster, without RELRO" ${PROJECT_IS_TOP_LEVEL})
find_program(MOLD mold)
if(MOLD)
  execute_process(COMMAND ${MOLD} --version OUTPUT_VARIABLE mold_version)
endif()
# For the fuzzers, mold 1.10 never ends; for one of the tests, mold 2.37, which Debian 13 has.
if(SYNCDREAMER_MOLD AND mold_version MATCHES "^mold 1[.]" AND NOT SYNCDREAMER_FUZZ)
  # mold 1.10 lets the read-only part begin before the page that holds it if a thread-local byte stands there; about one
  # program in 300 then does not start ("cannot apply additional memory protection").
  add_link_options(-fuse-ld=mold -Wl,-z,norelro)
endif()

# For code that takes longer to compile than to run. In GCC 14, -O1 turns off two options that the precompiled header
# was made with, which then cannot be used.
set(quick_options -O1)
check_cxx_compiler_flag(-munroll-only-small-loops SYNCDREAMER_UNROLLS_SMALL_LOOPS)
if(SYNCDREAMER_UNROLLS_SMALL_LOOPS)
  list(APPEND quick_options -munroll-only-small-loops -mvzeroupper)
endif()
set(SYNCDREAMER_QUICK_COMPILE_OPTIONS "$<$<CONFIG:Release>:${quick_options}>")
