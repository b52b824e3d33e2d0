# cmake -DEXIT=2 "-DRUN=irisan;audit;missing/" -DSAYS=regex -P expect.cmake
execute_process(COMMAND ${RUN} RESULT_VARIABLE exit OUTPUT_VARIABLE out ERROR_VARIABLE out)
if(NOT exit EQUAL EXIT OR NOT out MATCHES "${SAYS}")
  message(FATAL_ERROR "wanted exit ${EXIT} and /${SAYS}/, got exit ${exit}:\n${out}")
endif()
