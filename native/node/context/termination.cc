#include "node/context/termination.h"

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

using std::chrono::milliseconds;
using Clock = Lingering::Clock;
/// Nothing means "never".
using Deadline = std::optional<Clock::time_point>;

constexpr auto kAnnounceAfter = milliseconds(500);
/// The least time that a context gets to end, even if JavaScript has kept the process alive for it already.
constexpr auto kLeast = milliseconds(100);

struct Termination {
    int exit_linger;
    std::shared_ptr<const Lingering> lingering;
};

/// The terminations that have begun and not ended. Never destroyed: their threads may end after static objects.
struct Terminations {
    std::mutex mutex;
    std::condition_variable ended;
    std::list<Termination> pending;
};

Terminations& terminations() {
    static auto& instance = *std::make_unique<Terminations>().release();
    return instance;
}

/// Runs on the termination's own thread. Owns the context's handle.
void terminate(void* handle, std::list<Termination>::iterator entry, const std::function<void()>& done) {
    core::Context(handle).terminate();
    if (done) done();
    Terminations& all = terminations();
    const std::lock_guard lock(all.mutex);
    all.pending.erase(entry);
    all.ended.notify_all();
}

/// When the process, which began to end at `start`, no longer waits for the termination.
Deadline given_up(const Termination& termination, Clock::time_point start) {
    const milliseconds linger(termination.exit_linger);
    if (linger < milliseconds(0)) return std::nullopt;
    return start + std::max(linger - termination.lingering->stayed(start), std::min(linger, kLeast));
}

/// The same, or the time at which it ends by itself, if that is earlier.
Deadline over(const Termination& termination, Clock::time_point start) {
    const Deadline last = given_up(termination, start);
    const Deadline by_itself = termination.lingering->over();
    return last && by_itself ? std::min(*last, *by_itself) : last ? last : by_itself;
}

/// The last of the pending terminations' deadlines, at least `start`.
Deadline last_of(const Terminations& all, Clock::time_point start,
                 Deadline (*deadline)(const Termination&, Clock::time_point)) {
    Clock::time_point last = start;
    for (const Termination& termination : all.pending) {
        const Deadline each = deadline(termination, start);
        if (!each) return std::nullopt;
        last = std::max(last, *each);
    }
    return last;
}

/// For how long JavaScript has kept the process alive for all pending terminations.
milliseconds stayed(const Terminations& all, Clock::time_point start) {
    auto least = milliseconds::max();
    for (const Termination& termination : all.pending) least = std::min(least, termination.lingering->stayed(start));
    return least;
}

/// Lets Ctrl-C and the like end the process: the handlers that JavaScript has set run no more.
void restore_signals() noexcept {
#ifndef _WIN32
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction current {};
        if (sigaction(number, nullptr, &current) == 0 && current.sa_handler != SIG_IGN) std::signal(number, SIG_DFL);
    }
#endif
}

void announce(const char* waits) {
    std::fprintf(stderr,
                 "zmq-napi: the process has ended, but messages that were sent may not have left yet; %s. "
                 "To drop them sooner, set `linger` on the socket or `exitLinger` on its context, in milliseconds.\n",
                 waits);
}

void announce_limit(Deadline deadline, Clock::time_point start) {
    char waits[64] = "waiting for them for as long as it takes";
    if (deadline) {
        const auto limit = std::chrono::ceil<milliseconds>(*deadline - start);
        std::snprintf(waits, sizeof waits, "waiting for them at most %lld ms", static_cast<long long>(limit.count()));
    }
    announce(waits);
}

void announce_given_up(milliseconds stayed) {
    char waits[64];
    std::snprintf(waits, sizeof waits, "it has waited for them for %lld ms", static_cast<long long>(stayed.count()));
    announce(waits);
}

}  // namespace

core::Error begin_termination(core::Context& context, int exit_linger, std::shared_ptr<const Lingering> lingering,
                              std::function<void()> done) {
    Terminations& all = terminations();
    const std::lock_guard lock(all.mutex);
    const auto entry = all.pending.insert(all.pending.end(), {exit_linger, std::move(lingering)});
    try {
        std::thread(terminate, context.handle(), entry, std::move(done)).detach();
    } catch (const std::system_error&) {
        all.pending.erase(entry);
        return {EAGAIN, "zmq_ctx_term"};
    }
    static_cast<void>(context.release());
    return {};
}

void await_terminations(Clock::time_point start) noexcept {
    Terminations& all = terminations();
    std::unique_lock lock(all.mutex);
    if (all.pending.empty()) return;
    restore_signals();
    Deadline announce_at = start + kAnnounceAfter;
    // Each termination that ends may have been the one with the last deadline, so that is computed again.
    while (!all.pending.empty()) {
        const Deadline deadline = last_of(all, start, given_up);
        const auto now = Clock::now();
        if (deadline && now >= *deadline) {
            const auto before = stayed(all, start);
            if (announce_at && before > kAnnounceAfter) announce_given_up(before);
            return;
        }
        if (announce_at && now >= *announce_at) {
            const Deadline soonest = last_of(all, start, over);
            if (soonest && *soonest<*announce_at + kAnnounceAfter&& * soonest> now) {
                announce_at = *soonest + kAnnounceAfter;
            } else {
                announce_at.reset();
                // A termination that has not ended by itself in time may take until its deadline.
                announce_limit(soonest && *soonest <= now ? deadline : soonest, start);
            }
        }
        const Deadline next = deadline && announce_at ? std::min(*deadline, *announce_at)
                              : deadline              ? deadline
                                                      : announce_at;
        if (next) {
            all.ended.wait_until(lock, *next);
        } else {
            all.ended.wait(lock);
        }
    }
}

}  // namespace zmq_napi::node
