# What `make install` and `make package` (a .deb of Debian) put where: the program, its model, and their texts.

include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # the program is enough, no tests
install(TARGETS syncdreamer)
install(FILES models/default.safetensors models/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/syncdreamer/models)
install(FILES models/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/models)  # where the README names it
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Of what becomes part of the program from headers and files of others, as Debian's packages have it.
foreach(package libjs-three libcli11-dev nlohmann-json3-dev libnanoflann-dev libstb-dev)
  if(EXISTS /usr/share/doc/${package}/copyright)
    install(FILES /usr/share/doc/${package}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR}/third-party RENAME ${package})
  endif()
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs configs examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
        PATTERN engine EXCLUDE) # which is built inside the source tree

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the authors of syncdreamer")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libopenblas0-openmp)  # libtorch's matrix products are forty times slower without
include(CPack)
