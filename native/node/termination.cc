#include "node/termination.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace zmq_napi::node {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kAnnounceAfter = std::chrono::milliseconds(500);

/// The terminations under way. Never destroyed: their threads may end after static objects did.
struct Terminations {
    std::mutex mutex;
    std::condition_variable ended;
    /// The exit linger of each.
    std::list<int> pending;
};

Terminations& terminations() {
    static auto& instance = *std::make_unique<Terminations>().release();
    return instance;
}

/// Runs on the termination's own thread, and owns the context's handle.
void terminate(void* handle, std::list<int>::iterator entry, const std::function<void()>& done) {
    core::Context(handle).terminate();
    if (done) done();
    Terminations& all = terminations();
    const std::lock_guard lock(all.mutex);
    all.pending.erase(entry);
    all.ended.notify_all();
}

/// When the last of the pending terminations is given up: nothing for "never".
std::optional<Clock::time_point> last_deadline(const Terminations& all, Clock::time_point start) {
    Clock::time_point last = start;
    for (const int linger : all.pending) {
        if (linger < 0) return std::nullopt;
        last = std::max(last, start + std::chrono::milliseconds(linger));
    }
    return last;
}

/// Lets Ctrl-C and the like end the process again: JavaScript, which may handle them, runs no more.
void restore_signals() noexcept {
#ifndef _WIN32
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction current {};
        if (sigaction(number, nullptr, &current) == 0 && current.sa_handler != SIG_IGN) std::signal(number, SIG_DFL);
    }
#endif
}

void announce(std::optional<Clock::time_point> deadline, Clock::time_point start) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    char limit[64];
    if (deadline) {
        std::snprintf(limit, sizeof limit, "at most %lld ms",
                      static_cast<long long>(duration_cast<milliseconds>(*deadline - start).count()));
    } else {
        std::snprintf(limit, sizeof limit, "for as long as it takes");
    }
    std::fprintf(
        stderr,
        "zmq-napi: the process has ended, but messages that were sent may not have left yet; waiting for them %s. "
        "To drop them sooner, set `linger` on the socket or `exitLinger` on its context, in milliseconds.\n",
        limit);
}

}  // namespace

core::Error begin_termination(core::Context& context, int exit_linger, std::function<void()> done) {
    Terminations& all = terminations();
    const std::lock_guard lock(all.mutex);
    const auto entry = all.pending.insert(all.pending.end(), exit_linger);
    try {
        std::thread(terminate, context.handle(), entry, std::move(done)).detach();
    } catch (const std::system_error&) {
        all.pending.erase(entry);
        return {EAGAIN, "zmq_ctx_term"};
    }
    static_cast<void>(context.release());
    return {};
}

void await_terminations() noexcept {
    Terminations& all = terminations();
    std::unique_lock lock(all.mutex);
    if (all.pending.empty()) return;
    restore_signals();
    const auto start = Clock::now();
    const auto announce_at = start + kAnnounceAfter;
    bool announced = false;
    // Anew after each that ends, for it may have been the one that might take longest.
    while (!all.pending.empty()) {
        const auto deadline = last_deadline(all, start);
        const auto now = Clock::now();
        if (deadline && now >= *deadline) return;
        if (!announced && now >= announce_at) {
            announced = true;
            announce(deadline, start);
        }
        if (!announced) {
            all.ended.wait_until(lock, deadline ? std::min(*deadline, announce_at) : announce_at);
        } else if (deadline) {
            all.ended.wait_until(lock, *deadline);
        } else {
            all.ended.wait(lock);
        }
    }
}

}  // namespace zmq_napi::node
