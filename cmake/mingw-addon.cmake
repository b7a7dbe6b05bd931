# The addon as MinGW links it. (MSVC's has its import library and its hook from cmake-js.)

# Node-API's functions come from the program that loads the addon, whatever its file is called: see native/windows/load_hook.cc. So they
# are imported when they are first called, and the hook finds the program.
set(ZMQ_NAPI_NODE_DEF "${CMAKE_BINARY_DIR}/node.def")
set(ZMQ_NAPI_NODE_LIBRARY "${CMAKE_BINARY_DIR}/libnode.a")
foreach(name js_native_api node_api)
  file(STRINGS "${ZMQ_NAPI_VENDOR}/node-api-headers/def/${name}.def" lines REGEX "^(node_)?(napi|api)_")
  list(APPEND ZMQ_NAPI_NODE_FUNCTIONS ${lines})
endforeach()
list(REMOVE_DUPLICATES ZMQ_NAPI_NODE_FUNCTIONS)
list(JOIN ZMQ_NAPI_NODE_FUNCTIONS "\n" lines)
file(WRITE "${ZMQ_NAPI_NODE_DEF}" "LIBRARY node.exe\nEXPORTS\n${lines}\n")
execute_process(COMMAND ${CMAKE_DLLTOOL} --input-def ${ZMQ_NAPI_NODE_DEF} --output-delaylib ${ZMQ_NAPI_NODE_LIBRARY}
                RESULT_VARIABLE failure)
if(failure)
  message(FATAL_ERROR "${CMAKE_DLLTOOL} made no import library: ${failure}")
endif()

target_sources(zmq_napi PRIVATE "${CMAKE_SOURCE_DIR}/native/windows/load_hook.cc")
target_link_libraries(zmq_napi PRIVATE "${ZMQ_NAPI_NODE_LIBRARY}" delayimp)
# Nothing of MinGW is needed beside the addon, and only what Node looks for is exported.
target_link_options(zmq_napi PRIVATE -static -Wl,--exclude-all-symbols -Wl,--gc-sections)
if(NOT ZMQ_NAPI_SYMBOLS)
  target_link_options(zmq_napi PRIVATE $<$<CONFIG:Release>:-s>)
endif()
