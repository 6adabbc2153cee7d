# add_layer(NAME [DEPENDS layer...] [PACKAGES target...] [TORCH | TORCH_SOURCES stem...])
#
# Makes the library `syncdreamer_NAME` of src/NAME/*.cpp. TORCH: every source sees libtorch, through the shared
# precompiled header. TORCH_SOURCES: only the named sources do, as the library `syncdreamer_NAME_with_torch`; the others
# compile without libtorch.
#
# Where SYNCDREAMER_LAYERS is set, only the layers that it names are built, without the sources of SYNCDREAMER_LEFT_OUT;
# of other layers they see the headers alone.

# libtorch's headers are compiled once, here, and reused by every target that needs them.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/torch_precompiled.cpp CONTENT "")
add_library(syncdreamer_precompiled STATIC ${PROJECT_BINARY_DIR}/torch_precompiled.cpp)
target_link_libraries(syncdreamer_precompiled PUBLIC syncdreamer_compiler syncdreamer_torch)
target_precompile_headers(
  syncdreamer_precompiled PRIVATE <ATen/ATen.h> <torch/nn/module.h> <torch/csrc/autograd/custom_function.h>
  <torch/csrc/autograd/generated/variable_factories.h>)

function(use_torch target)
  target_link_libraries(${target} PRIVATE syncdreamer_torch)
  target_precompile_headers(${target} REUSE_FROM syncdreamer_precompiled)
endfunction()

# Compiles the sources of a target in groups: what headers cost (libtorch's most of all, but the standard library's
# <filesystem> takes a second too) is paid once a group. An edit of one file compiles its group again, which therefore
# stays small. -DCMAKE_UNITY_BUILD=OFF compiles each source on its own.
function(compile_in_groups target)
  if(DEFINED CMAKE_UNITY_BUILD AND NOT CMAKE_UNITY_BUILD)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# Compiles src/NAME/*.cu, which see no other code than headers of their own, into a layer where libtorch has CUDA.
function(add_cuda_kernels name)
  set(layer syncdreamer_${name})
  file(GLOB_RECURSE kernels CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cu)
  if(NOT kernels OR NOT TARGET torch_cuda)
    return()
  endif()
  add_library(${layer}_cuda OBJECT ${kernels})
  target_include_directories(${layer}_cuda PRIVATE ${PROJECT_SOURCE_DIR}/src)
  set_target_properties(${layer}_cuda PROPERTIES CUDA_STANDARD 17 CUDA_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_sources(${layer} PRIVATE $<TARGET_OBJECTS:${layer}_cuda>)
endfunction()

function(add_layer name)
  cmake_parse_arguments(arg "TORCH" "" "DEPENDS;PACKAGES;TORCH_SOURCES" ${ARGN})
  if(SYNCDREAMER_LAYERS AND NOT name IN_LIST SYNCDREAMER_LAYERS)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  if(SYNCDREAMER_LEFT_OUT)
    list(FILTER sources EXCLUDE REGEX "${SYNCDREAMER_LEFT_OUT}")
  endif()
  set(layer syncdreamer_${name})
  set(dependencies "")
  foreach(dependency ${arg_DEPENDS})
    if(TARGET syncdreamer_${dependency})
      list(APPEND dependencies syncdreamer_${dependency})
    endif()
  endforeach()
  set(torch_sources "")
  foreach(stem ${arg_TORCH_SOURCES})
    set(source ${PROJECT_SOURCE_DIR}/src/${name}/${stem}.cpp)
    if(source IN_LIST sources)
      list(APPEND torch_sources ${source})
      list(REMOVE_ITEM sources ${source})
    endif()
  endforeach()

  if(sources)
    add_library(${layer} STATIC ${sources})
    target_link_libraries(${layer} PUBLIC syncdreamer_compiler ${dependencies} ${arg_PACKAGES})
    if(arg_TORCH)
      use_torch(${layer})
    endif()
    compile_in_groups(${layer})
    add_cuda_kernels(${name})
  else()
    add_library(${layer} INTERFACE)
    target_link_libraries(${layer} INTERFACE syncdreamer_compiler ${dependencies} ${arg_PACKAGES})
  endif()
  if(torch_sources)
    add_library(${layer}_with_torch STATIC ${torch_sources})
    target_link_libraries(${layer}_with_torch PUBLIC ${layer} syncdreamer_compiler)
    use_torch(${layer}_with_torch)
  endif()
  # Layers above link the whole layer; a layer that does not use libtorch links only the part without it.
  foreach(dependency ${dependencies})
    if(TARGET ${dependency}_with_torch AND arg_TORCH AND sources)
      target_link_libraries(${layer} PUBLIC ${dependency}_with_torch)
    elseif(TARGET ${dependency}_with_torch AND torch_sources)
      target_link_libraries(${layer}_with_torch PUBLIC ${dependency}_with_torch)
    endif()
  endforeach()
endfunction()

# add_program(NAME FOLDER DEPENDS layer... PACKAGES target...): the executable NAME of src/FOLDER/main.cpp, and of the
# folder's other sources the library `syncdreamer_FOLDER`, on layers.
function(add_program name folder)
  cmake_parse_arguments(arg "" "" "DEPENDS;PACKAGES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  set(main ${PROJECT_SOURCE_DIR}/src/${folder}/main.cpp)
  list(REMOVE_ITEM sources ${main})
  set(layer syncdreamer_${folder})
  add_library(${layer} STATIC ${sources})
  target_link_libraries(${layer} PUBLIC syncdreamer_compiler ${arg_PACKAGES})
  foreach(dependency ${arg_DEPENDS})
    target_link_libraries(${layer} PUBLIC syncdreamer_${dependency})
    if(TARGET syncdreamer_${dependency}_with_torch)
      target_link_libraries(${layer} PUBLIC syncdreamer_${dependency}_with_torch)
    endif()
  endforeach()
  compile_in_groups(${layer})
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE ${layer})
  foreach(target ${layer} ${name})
    # The command line's library takes longest to compile of all, and nothing here needs to be fast.
    target_compile_options(${target} PRIVATE "${SYNCDREAMER_QUICK_COMPILE_OPTIONS}")
    use_torch(${target})
  endforeach()
endfunction()

# add_kernel_sets(LAYER SOURCE): compiles SOURCE, which is part of the layer in portable form, for further instruction
# sets too. The sets are chosen at run time, so SOURCE must not share inline functions with other code; it does without
# the precompiled header.
function(add_kernel_sets layer source)
  set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON
                              COMPILE_OPTIONS -ffp-contract=fast)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    return()
  endif()
  foreach(set "avx2:-mavx2;-mfma" "avx512:-mavx512f;-mfma"
          "amx:-mavx512f;-mfma;-mavx512bf16;-mamx-tile;-mamx-bf16")
    string(REGEX REPLACE ":.*" "" name "${set}")
    string(REGEX REPLACE "^[^:]*:" "" flags "${set}")
    set(kernels syncdreamer_${layer}_${name})
    add_library(${kernels} OBJECT ${source})
    target_link_libraries(${kernels} PRIVATE syncdreamer_compiler)
    target_compile_options(${kernels} PRIVATE ${flags} -Wno-maybe-uninitialized) # in GCC 12's own headers of AVX-512
    target_compile_definitions(${kernels} PRIVATE SYNCDREAMER_INSTRUCTION_SET=${name})
    target_sources(syncdreamer_${layer} PRIVATE $<TARGET_OBJECTS:${kernels}>)
  endforeach()
endfunction()
