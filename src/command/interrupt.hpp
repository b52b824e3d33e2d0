#pragma once

#include <csignal>
#include <ctime>
#include <stop_token>
#include <thread>
#include <unistd.h>

namespace irisan {

/// While it lives, Ctrl-C and SIGTERM ask the work to stop; a second one ends the process at once.
///
/// The signals are blocked and waited for in a thread of its own, where any call is allowed.
class interrupt_watch {
public:
  interrupt_watch() {
    sigemptyset(&watched_);
    sigaddset(&watched_, SIGINT);
    sigaddset(&watched_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &watched_, &before_);
    watcher_ = std::jthread([this](const std::stop_token& done) {
      while (!done.stop_requested()) {
        const std::timespec wait{0, 20'000'000};
        if (sigtimedwait(&watched_, nullptr, &wait) < 0) continue;
        if (source_.stop_requested()) _exit(2);
        source_.request_stop();
      }
    });
  }
  interrupt_watch(const interrupt_watch&) = delete;
  interrupt_watch& operator=(const interrupt_watch&) = delete;
  ~interrupt_watch() {
    watcher_.request_stop();
    watcher_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  std::stop_token token() const noexcept { return source_.get_token(); }

private:
  sigset_t watched_{}, before_{};
  std::stop_source source_;
  std::jthread watcher_;
};

} // namespace irisan
