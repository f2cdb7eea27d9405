# The Debian package: ./dev package.
install(TARGETS order-receiver RUNTIME DESTINATION /usr/bin)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/systemd/order-receiver.service DESTINATION /lib/systemd/system)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/debian/order-receiver.toml DESTINATION /etc/order-receiver)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md ${CMAKE_SOURCE_DIR}/LICENSE
        DESTINATION /usr/share/doc/order-receiver)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION /usr/share/doc/order-receiver/docs)
# Written by tools/sbom.py once the program is linked.
install(FILES ${CMAKE_BINARY_DIR}/sbom.cdx.json DESTINATION /usr/share/doc/order-receiver)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME order-receiver)
set(CPACK_PACKAGE_VENDOR "Order Receiver")
set(CPACK_PACKAGE_CONTACT "Order Receiver <orders@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Takes orders from channels and shows them at the counter")
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${CMAKE_SOURCE_DIR}/deploy/debian/postinst;${CMAKE_SOURCE_DIR}/deploy/debian/prerm"
    "${CMAKE_SOURCE_DIR}/deploy/debian/postrm;${CMAKE_SOURCE_DIR}/deploy/debian/conffiles")
include(CPack)
