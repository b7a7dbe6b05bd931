/// Node-API's functions are imported from "node.exe". A program with another name that has them (electron.exe, a copy
/// of node.exe, a program that embeds Node in a DLL) gives them by this hook of the delayed import.
#include <windows.h>

#include <delayimp.h>

#include <cstring>
#include <initializer_list>

namespace {

/// The first that has Node-API: a DLL that holds Node, else the program itself.
HMODULE host() noexcept {
    for (const wchar_t* const name : {L"libnode.dll", L"node.dll"}) {
        if (HMODULE const module = GetModuleHandleW(name)) return module;
    }
    return GetModuleHandleW(nullptr);
}

FARPROC WINAPI hook(unsigned event, DelayLoadInfo* info) {
    if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
    return reinterpret_cast<FARPROC>(host());
}

}  // namespace

extern "C" {
extern PfnDliHook __pfnDliNotifyHook2;
PfnDliHook __pfnDliNotifyHook2 = hook;
}
