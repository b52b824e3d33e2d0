# cmake -DRUN=program -DSOURCE=program.cpp -P check_prints.cmake
file(STRINGS ${SOURCE} promises REGEX "^// prints: ")
string(REGEX REPLACE "// prints: " "" promised "${promises}")
string(REPLACE ";" "\n" promised "${promised}")
execute_process(COMMAND ${RUN} RESULT_VARIABLE exit OUTPUT_VARIABLE out)
if(promised STREQUAL "" OR NOT exit EQUAL 0 OR NOT out STREQUAL "${promised}\n")
  message(FATAL_ERROR "promised:\n${promised}\n\nprinted (exit ${exit}):\n${out}")
endif()
