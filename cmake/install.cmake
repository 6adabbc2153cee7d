# What `make install` and `make package` (a .deb of Debian) put where: the program, its model, and their texts.

include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # the program is enough, no tests
install(TARGETS syncdreamer)
install(FILES models/default.safetensors models/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/syncdreamer/models)
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
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
