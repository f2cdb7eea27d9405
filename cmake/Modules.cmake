# One static library per module: folder = include path = namespace = target. A module's rooms (sub-folders) belong to it.
#
#   add_module(domain DEPENDS base)                      src/domain/*.cpp  -> target "domain"
#   add_module(adapters/sqlite DEPENDS ports forms ...)  src/adapters/sqlite/**.cpp -> "adapters_sqlite"
#
# PCH names a target whose precompiled header is reused (all share one set of flags).

# Everything is compiled with one set of flags and definitions, so that the precompiled headers fit everywhere.
# Which module may include which third-party header is tools/layers.txt's business.
add_library(build_flags INTERFACE)
target_link_libraries(build_flags INTERFACE Boost::headers Boost::json Boost::url spdlog::spdlog fmt::fmt Threads::Threads)
target_include_directories(build_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(build_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>  # lets ccache keep what uses a precompiled header
    "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>"  # the same
    # g++ 12 reports these falsely inside coroutines and std::variant at -O2 and under the sanitizers.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict
      -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-mismatched-new-delete -Wno-free-nonheap-object>)
target_compile_definitions(build_flags INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION
    # Frames of coroutines that wait for hours would stay in the large blocks that short ones left.
    BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
    SPDLOG_FMT_EXTERNAL SPDLOG_COMPILED_LIB)
if(ORDER_RECEIVER_SANITIZE)
    target_compile_options(build_flags INTERFACE -fsanitize=${ORDER_RECEIVER_SANITIZE}
        -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(build_flags INTERFACE -fsanitize=${ORDER_RECEIVER_SANITIZE})
    if(ORDER_RECEIVER_SANITIZE STREQUAL "thread")
        # Fences are not modelled by TSan; Asio uses one around its reactor.
        target_compile_options(build_flags INTERFACE -Wno-tsan)
    endif()
endif()

function(add_module path)
    cmake_parse_arguments(MODULE "" "PCH" "DEPENDS;LIBRARIES" ${ARGN})
    string(REPLACE "/" "_" name ${path})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${path}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC build_flags ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
        if(MODULE_PCH)
            target_precompile_headers(${name} REUSE_FROM ${MODULE_PCH})
        endif()
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE build_flags ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
    endif()
endfunction()

# Copies a folder's files into the program as constants: embed_files(target dir namespace file...)
function(embed_files target directory)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
    set(inputs "")
    foreach(file ${ARGN})
        list(APPEND inputs ${directory}/${file})
    endforeach()
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DDIRECTORY=${directory} "-DFILES=${ARGN}"
                -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
        DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${output})
    set_source_files_properties(${output} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
