# embed_files(TARGET HEADER FUNCTION TYPE FILE=NAME...): makes `std::span<const TYPE> FUNCTION()` of the namespace
# syncdreamer, which HEADER declares, a list of {NAME, content} of files that become part of the target.
function(embed_files target header function type)
  set(table "")
  set(blocks "")
  set(declarations "")
  set(files "")
  set(number 0)
  foreach(entry ${ARGN})
    string(REGEX REPLACE "=[^=]*$" "" file "${entry}")
    string(REGEX REPLACE "^.*=" "" name "${entry}")
    set(symbol embedded_${function}_${number})
    string(APPEND blocks "asm(\".section .rodata\\n${symbol}: .incbin \\\"${file}\\\"\\n${symbol}_end: .byte 0\\n\"\n"
           "    \".global ${symbol}, ${symbol}_end\\n.text\\n\");\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND table "      {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    list(APPEND files ${file})
    math(EXPR number "${number} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "@header@"

#include <cstddef>

@blocks@
@declarations@
namespace syncdreamer {

std::span<const @type@> @function@() {
  static const @type@ files[] = {
@table@  };
  return files;
}

}  // namespace syncdreamer
]])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}" SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
