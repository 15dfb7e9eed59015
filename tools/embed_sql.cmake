# Writes every .sql file of schema/, migrations/, src/passes/ and src/audits/ into one C++ file of raw strings.
# Run as: cmake -DSOURCE=<root> -DOUTPUT=<file> -P tools/embed_sql.cmake
cmake_minimum_required(VERSION 3.25)

function(embed folder function_name)
  file(GLOB files ${SOURCE}/${folder}/*.sql)
  list(SORT files)
  set(rows "")
  foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND rows "    {\"${stem}\", R\"~sql~(${text})~sql~\"},\n")
  endforeach()
  set(code "${code}std::span<const EmbeddedSql> ${function_name}()\n{\n    static const std::vector<EmbeddedSql> files = {\n${rows}    };\n    return files;\n}\n\n" PARENT_SCOPE)
endfunction()

set(code "#include \"store/embedded_sql.hpp\"\n\n#include <vector>\n\nnamespace tmdb {\n\n")
embed(schema embedded_schema)
embed(migrations embedded_migrations)
embed(src/passes embedded_passes)
embed(src/audits embedded_audits)
string(APPEND code "} // namespace tmdb\n")
file(WRITE ${OUTPUT} "${code}")
