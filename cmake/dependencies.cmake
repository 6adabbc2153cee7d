# The third-party libraries, each behind one target.

set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # a project that adds this tree links with them, too

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(nlohmann_json REQUIRED)

# Debian's Caffe2 configuration probes for Python and CUDA; neither is needed to link against the C++ library.
find_package(Torch REQUIRED)
set(old_abi "_GLIBCXX_USE_CXX11_ABI=0")
if("${TORCH_CXX_FLAGS}" MATCHES "${old_abi}" AND NOT "${CMAKE_CXX_FLAGS}" MATCHES "${old_abi}")
  message(FATAL_ERROR "This libtorch has strings of the old C++ ABI. Take one of the C++11 ABI (PyTorch from 2.7 on), "
                      "or build everything like it: -DCMAKE_CXX_FLAGS=-D${old_abi}")
endif()
separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
add_library(syncdreamer_torch INTERFACE)
target_include_directories(syncdreamer_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(syncdreamer_torch INTERFACE ${TORCH_LIBRARIES})
target_compile_options(syncdreamer_torch INTERFACE ${torch_flags})
if(TARGET torch_cuda)
  enable_language(CUDA)
  target_compile_definitions(syncdreamer_torch INTERFACE SYNCDREAMER_CUDA)
  # Sums between devices (train/process_group.cpp); what libtorch has of NCCL comes without its header.
  find_path(NCCL_INCLUDE_DIR nccl.h)
  find_library(NCCL_LIBRARY NAMES nccl libnccl.so.2)
  if(NCCL_INCLUDE_DIR AND NCCL_LIBRARY)
    target_compile_definitions(syncdreamer_torch INTERFACE SYNCDREAMER_NCCL)
    target_include_directories(syncdreamer_torch SYSTEM INTERFACE ${NCCL_INCLUDE_DIR})
    target_link_libraries(syncdreamer_torch INTERFACE ${NCCL_LIBRARY})
  endif()
endif()

find_path(STB_INCLUDE_DIR stb/stb_image.h REQUIRED)
add_library(syncdreamer_stb INTERFACE)
target_include_directories(syncdreamer_stb SYSTEM INTERFACE ${STB_INCLUDE_DIR})
find_package(JPEG REQUIRED)
add_library(syncdreamer_webp INTERFACE)
add_library(syncdreamer_lcms INTERFACE)
if(NOT SYNCDREAMER_NETWORKS_ONLY)  # whose pictures are those that `render` writes: PNGs in sRGB
  find_path(WEBP_INCLUDE_DIR webp/decode.h REQUIRED)
  find_library(WEBP_LIBRARY webp REQUIRED)
  target_compile_definitions(syncdreamer_webp INTERFACE SYNCDREAMER_WEBP)
  target_include_directories(syncdreamer_webp SYSTEM INTERFACE ${WEBP_INCLUDE_DIR})
  target_link_libraries(syncdreamer_webp INTERFACE ${WEBP_LIBRARY})
  # Colour profiles; zlib unpacks those of PNGs.
  find_path(LCMS_INCLUDE_DIR lcms2.h REQUIRED)
  find_library(LCMS_LIBRARY lcms2 REQUIRED)
  find_package(ZLIB REQUIRED)
  target_compile_definitions(syncdreamer_lcms INTERFACE SYNCDREAMER_LCMS)
  target_include_directories(syncdreamer_lcms SYSTEM INTERFACE ${LCMS_INCLUDE_DIR})
  target_link_libraries(syncdreamer_lcms INTERFACE ${LCMS_LIBRARY} ZLIB::ZLIB)
endif()

add_library(syncdreamer_assimp INTERFACE)
if(SYNCDREAMER_NETWORKS_ONLY)
  set(SYNCDREAMER_LAYERS core image geometry checkpoint nn diffusion model neus dataset train)
  set(SYNCDREAMER_LEFT_OUT "/geometry/(mesh_io|assimp_files|skinning).cpp$")  # for Assimp's sake
  return()
endif()

find_package(assimp REQUIRED)
target_link_libraries(syncdreamer_assimp INTERFACE assimp::assimp)

find_package(embree 4 QUIET)
if(NOT embree_FOUND)
  find_package(embree 3 REQUIRED)
endif()

find_package(meshoptimizer REQUIRED)

find_path(NANOFLANN_INCLUDE_DIR nanoflann.hpp REQUIRED)
add_library(syncdreamer_nanoflann INTERFACE)
target_include_directories(syncdreamer_nanoflann SYSTEM INTERFACE ${NANOFLANN_INCLUDE_DIR})

# Video of the turntables.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYNCDREAMER_LIBAV REQUIRED IMPORTED_TARGET GLOBAL libavformat libavcodec libswscale libavutil)

# Of the program: its command line, the server's libraries, and three.js, whose files become part of it.
if(SYNCDREAMER_BUILD_PROGRAM)
  find_package(CLI11 REQUIRED)
  pkg_check_modules(SYNCDREAMER_HTTPLIB REQUIRED IMPORTED_TARGET GLOBAL cpp-httplib)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)  # which the header calls, and its description does not name
  target_link_libraries(PkgConfig::SYNCDREAMER_HTTPLIB INTERFACE OpenSSL::Crypto)
  pkg_check_modules(SYNCDREAMER_LIBZIP REQUIRED IMPORTED_TARGET GLOBAL libzip)
  find_path(THREE_JS_DIR examples/jsm/loaders/GLTFLoader.js PATHS /usr/share/javascript/three REQUIRED)
endif()

# Masks on any background. libtorch loads OpenCV anyway; its modules are looked for one by one, without its own
# configuration, which asks for all of them.
find_path(OPENCV_INCLUDE_DIR opencv2/dnn.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(syncdreamer_opencv INTERFACE)
target_include_directories(syncdreamer_opencv SYSTEM INTERFACE ${OPENCV_INCLUDE_DIR})
foreach(module core imgproc dnn)
  find_library(OPENCV_${module} opencv_${module} REQUIRED)
  target_link_libraries(syncdreamer_opencv INTERFACE ${OPENCV_${module}})
endforeach()
