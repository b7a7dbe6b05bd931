#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "node/exports/exports.h"
#include "zmq/poll.h"

namespace zmq_napi::node {

namespace {

// The table, which lib/poller/items.ts writes and reads: the number of items, and a row for each.
constexpr std::size_t kHeader = 1;
enum Column : std::size_t { kItem, kRequested, kReady, kColumns };
/// A flag in kRequested, beside ZMQ_POLLIN and ZMQ_POLLOUT: kItem is a descriptor, not a socket.
constexpr std::int32_t kIsDescriptor = 8;

/// poll(table, milliseconds)
napi_value poll(napi_env env, napi_callback_info info) {
    const RawCall<2> call(env, info);
    const Table table = call.table(0);
    if (table.size < kHeader) return call.result(EINVAL);
    const auto count = static_cast<std::size_t>(table.rows[0]);
    if (count > (table.size - kHeader) / kColumns) return call.result(EINVAL);
    std::int32_t* const rows = table.rows + kHeader;

    zmq::PollSet set;
    auto milliseconds = static_cast<long>(call.number(1));
    for (std::int32_t* row = rows; row != rows + count * kColumns; row += kColumns) {
        const auto events = static_cast<short>(row[kRequested] & (ZMQ_POLLIN | ZMQ_POLLOUT));
        row[kReady] = 0;
        if ((row[kRequested] & kIsDescriptor) != 0) {
            set.add(static_cast<zmq::Descriptor>(row[kItem]), events);
            continue;
        }
        const SocketEntry* const entry = call.environment().find(static_cast<SocketId>(row[kItem]));
        if (entry == nullptr) return call.result(ENOTSOCK);
        set.add(entry->socket, events);
        if ((events & ZMQ_POLLIN) == 0 || !entry->has_received()) continue;
        row[kReady] = ZMQ_POLLIN;
        milliseconds = 0;
    }
    const zmq::Error error = set.wait(milliseconds);
    for (std::size_t index = 0; index < count; ++index) rows[index * kColumns + kReady] |= set.ready(index);
    return call.result(error.code);
}

}  // namespace

void export_poll(Napi::Object exports, Binding& binding) { add_raw<poll>(exports, binding, "poll"); }

}  // namespace zmq_napi::node
