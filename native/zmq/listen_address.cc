#include "zmq/listen_address.h"

#include <cctype>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
#ifndef _WIN32
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#endif
#endif

namespace zmq_napi::zmq {

namespace {

struct TcpAddress {
    std::string_view host;
    /// Without leading zeros; empty if there is none, and for a wildcard.
    std::string_view port;
};

/// The host and port of an address of tcp or ws, which share one space of ports. Empty for other transports.
TcpAddress tcp_address(std::string_view address) noexcept {
    const std::size_t colon = address.find("://");
    if (colon == std::string_view::npos) return {};
    const std::string_view transport = address.substr(0, colon);
    std::string_view rest = address.substr(colon + 3);
    const bool web = transport == "ws" || transport == "wss";
    if (!web && transport != "tcp") return {};
    if (web) rest = rest.substr(0, rest.find('/'));
    const std::size_t last = rest.rfind(':');
    if (last == std::string_view::npos) return {};
    std::string_view port = rest.substr(last + 1);
    while (!port.empty() && port.front() == '0') port.remove_prefix(1);
    if (port == "*") port = {};
    return {rest.substr(0, last), port};
}

/// Whether the host is an address of IPv4, and neither a name nor the wildcard.
bool is_one_ipv4(std::string_view host) noexcept {
    if (host.empty() || host == "0.0.0.0") return false;
    for (const char character : host) {
        if (character != '.' && std::isdigit(static_cast<unsigned char>(character)) == 0) return false;
    }
    return true;
}

}  // namespace

bool addresses_conflict(std::string_view endpoint, std::string_view wanted) noexcept {
    const TcpAddress has = tcp_address(endpoint);
    const TcpAddress needs = tcp_address(wanted);
    if (has.port.empty() || needs.port.empty()) return endpoint == wanted;
    if (has.port != needs.port) return false;
    return !is_one_ipv4(has.host) || !is_one_ipv4(needs.host) || has.host == needs.host;
}

#ifndef ZMQ_NAPI_VENDORED_LIBZMQ

#ifdef _WIN32
bool can_bind(std::string_view) noexcept { return true; }
#else

namespace {

bool can_bind(const sockaddr* address, socklen_t size) noexcept {
    const int descriptor = ::socket(address->sa_family, SOCK_STREAM, 0);
    if (descriptor == -1) return true;
    const int on = 1;
    static_cast<void>(::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    const bool bound = ::bind(descriptor, address, size) == 0 || errno != EADDRINUSE;
    static_cast<void>(::close(descriptor));
    return bound;
}

}  // namespace

bool can_bind(std::string_view endpoint) noexcept {
    constexpr std::string_view kAbstract = "ipc://@";
    if (endpoint.substr(0, kAbstract.size()) == kAbstract) {
        const std::string_view name = endpoint.substr(kAbstract.size());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (name.size() >= sizeof address.sun_path) return true;
        std::memcpy(&address.sun_path[1], name.data(), name.size());
        return can_bind(reinterpret_cast<const sockaddr*>(&address),
                        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size()));
    }
    auto [host, port] = tcp_address(endpoint);
    if (port.empty()) return true;
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    try {
        if (::getaddrinfo(std::string(host).c_str(), std::string(port).c_str(), &hints, &found) != 0) return true;
    } catch (const std::bad_alloc&) {
        return true;
    }
    const bool bound = can_bind(found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    return bound;
}

#endif
#endif

}  // namespace zmq_napi::zmq
