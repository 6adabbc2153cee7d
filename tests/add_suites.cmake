# Run by ctest itself: makes tests of the GoogleTest suites in `program`. Those of a layer are two: `layer/unit`, and
# `layer/golden` of suites named *Golden* (label golden), since loading libtorch takes a second. Layers that take long
# (see below) have a test of every suite, `layer/Suite`, instead.
#
# Tests named *_slow have the label slow (those of golden suites golden-full too) and a ctest test of their own, which
# runs alone with all threads, since they hold a full-size network; all others run side by side with one thread each.

if(NOT EXISTS "${program}")
  add_test("${layer}/not-built" "${program}")
  return()
endif()
if("${program}" IS_NEWER_THAN "${list}")
  execute_process(COMMAND "${program}" --gtest_list_tests OUTPUT_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${program} --gtest_list_tests failed: ${status}")
  endif()
  file(WRITE "${list}" "${output}")
endif()

# "Suite.", then "  name" for each of its tests; comments follow a '#'. Suites that have only slow tests need no test
# besides those.
file(STRINGS "${list}" lines REGEX "^[ A-Za-z0-9_/]+\\.?( *#.*)?$")
set(suites "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE " *#.*" "" line "${line}")
  if(line MATCHES "^([^ ]+)\\.$")
    set(suite "${CMAKE_MATCH_1}")
  elseif(line MATCHES "^  (.*_slow)$")
    set(name "${layer}/${suite}.${CMAKE_MATCH_1}")
    add_test("${name}" "${program}" "--gtest_filter=${suite}.${CMAKE_MATCH_1}")
    set(label "slow")
    if(suite MATCHES "Golden")
      list(APPEND label "golden-full")
    endif()
    set_tests_properties("${name}" PROPERTIES LABELS "${label}" RUN_SERIAL TRUE TIMEOUT 1800
                         WORKING_DIRECTORY "${working_directory}")
  elseif(line MATCHES "^  ")
    list(APPEND suites "${suite}")
  endif()
endforeach()

function(add_quick_test name label filter)
  add_test("${layer}/${name}" "${program}" "--gtest_filter=${filter}-*_slow")
  set_tests_properties("${layer}/${name}" PROPERTIES LABELS "${label}" TIMEOUT 1800 ENVIRONMENT OMP_NUM_THREADS=1
                       WORKING_DIRECTORY "${working_directory}")
endfunction()

list(REMOVE_DUPLICATES suites)
set(unit "${suites}")
list(FILTER unit EXCLUDE REGEX "Golden")
set(golden "${suites}")
list(FILTER golden INCLUDE REGEX "Golden")
foreach(label unit golden)
  if(layer MATCHES "^(cli|pipeline|evaluation|reconstruct|train|web)$")
    foreach(suite IN LISTS ${label})
      add_quick_test("${suite}" ${label} "${suite}.*")
    endforeach()
  elseif(NOT "${${label}}" STREQUAL "")
    list(JOIN ${label} ".*:" filter)
    add_quick_test(${label} ${label} "${filter}.*")
  endif()
endforeach()
