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

constexpr auto kNoticeAfter = milliseconds(500);
/// The least time that a context gets to end, even if JavaScript has kept the process alive for it already.
constexpr auto kLeast = milliseconds(100);

struct Termination {
    int exit_linger;
    std::shared_ptr<const Lingering> lingering;
    /// The context has ended: no message is left, but the thread has not said so yet.
    bool has_ended = false;
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
    zmq::Context(handle).terminate();
    Terminations& all = terminations();
    {
        const std::lock_guard lock(all.mutex);
        entry->has_ended = true;
    }
    if (done) done();
    const std::lock_guard lock(all.mutex);
    all.pending.erase(entry);
    all.ended.notify_all();
}

/// When the process, which began to end at `start`, no longer waits for the termination.
Deadline wait_ends_at(const Termination& termination, Clock::time_point start) {
    const milliseconds linger(termination.exit_linger);
    if (linger < milliseconds(0)) return std::nullopt;
    return start + std::max(linger - termination.lingering->process_kept_alive_for(start), std::min(linger, kLeast));
}

/// When the termination ends by itself, or the process no longer waits for it, whichever is earlier.
Deadline expected_end(const Termination& termination, Clock::time_point start) {
    const Deadline last = wait_ends_at(termination, start);
    const Deadline by_itself = termination.lingering->last_linger_end();
    return last && by_itself ? std::min(*last, *by_itself) : last ? last : by_itself;
}

/// The last of the pending terminations' deadlines, at least `start`.
Deadline latest(const Terminations& all, Clock::time_point start,
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
milliseconds process_kept_alive_for(const Terminations& all, Clock::time_point start) {
    auto least = milliseconds::max();
    for (const Termination& termination : all.pending) {
        least = std::min(least, termination.lingering->process_kept_alive_for(start));
    }
    return least;
}

/// Whether any of the contexts has not ended. The threads of the others are about to say so, and then to end.
bool may_have_messages(const Terminations& all) {
    return std::any_of(all.pending.begin(), all.pending.end(),
                       [](const Termination& termination) { return !termination.has_ended; });
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

void print_notice(const char* waits) {
    std::fprintf(stderr,
                 "zmq-napi: the process has ended, but messages that were sent may not have left yet; %s. "
                 "To drop them sooner, set `linger` on the socket or `exitLinger` on its context, in milliseconds.\n",
                 waits);
}

void print_limit(Deadline deadline, Clock::time_point start) {
    char waits[64] = "waiting for them for as long as it takes";
    if (deadline) {
        const auto limit = std::chrono::ceil<milliseconds>(*deadline - start);
        std::snprintf(waits, sizeof waits, "waiting for them at most %lld ms", static_cast<long long>(limit.count()));
    }
    print_notice(waits);
}

void print_waited(milliseconds waited) {
    char waits[64];
    std::snprintf(waits, sizeof waits, "it has waited for them for %lld ms", static_cast<long long>(waited.count()));
    print_notice(waits);
}

}  // namespace

zmq::Error begin_termination(zmq::Context& context, int exit_linger, std::shared_ptr<const Lingering> lingering,
                             std::function<void()> done) {
    Terminations& all = terminations();
    const std::lock_guard lock(all.mutex);
    const auto entry = all.pending.insert(all.pending.end(), {exit_linger, std::move(lingering), false});
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
    Deadline notice_at = start + kNoticeAfter;
    // Each termination that ends may have been the one with the last deadline, so that is computed again.
    while (!all.pending.empty()) {
        const Deadline deadline = latest(all, start, wait_ends_at);
        const auto now = Clock::now();
        if (deadline && now >= *deadline) {
            const auto before = process_kept_alive_for(all, start);
            if (notice_at && before > kNoticeAfter && may_have_messages(all)) print_waited(before);
            return;
        }
        if (notice_at && now >= *notice_at) {
            const Deadline soonest = latest(all, start, expected_end);
            const bool is_ahead = soonest && now < *soonest;
            const bool ends_soon = soonest && *soonest < *notice_at + kNoticeAfter;
            if (!may_have_messages(all)) {
                notice_at.reset();
            } else if (is_ahead && ends_soon) {
                notice_at = *soonest + kNoticeAfter;
            } else {
                notice_at.reset();
                // A termination that has not ended by itself in time may take until its deadline.
                print_limit(soonest && *soonest <= now ? deadline : soonest, start);
            }
        }
        const Deadline next = deadline && notice_at ? std::min(*deadline, *notice_at) : deadline ? deadline : notice_at;
        if (next) {
            all.ended.wait_until(lock, *next);
        } else {
            all.ended.wait(lock);
        }
    }
}

}  // namespace zmq_napi::node
