#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace irisan {

/// Threads that stay beside the one that made this, from one piece of parallel work to the next.
///
/// While it lives, `for_each_index` on the same thread takes its helpers from here. They look out
/// for work for a moment before they sleep: to start a thread, or to wake a processor that went to
/// sleep in between, takes up to some milliseconds. Made within the scope of another it does
/// nothing. It must not be const. Nobody else's threads are touched, and none is left when it ends.
class thread_team {
public:
  thread_team() : active_(current() == nullptr) {
    if (active_) current() = this;
  }
  ~thread_team() {
    if (!active_) return;
    current() = nullptr;
    ending_.store(true, std::memory_order_relaxed);
    open(0);
    state_.notify_all();
  }
  thread_team(const thread_team&) = delete;
  thread_team& operator=(const thread_team&) = delete;

  /// That of this thread which is not at work; null if there is none.
  static thread_team* at_hand() noexcept {
    thread_team* const team = current();
    return team && !team->busy_ ? team : nullptr;
  }

  /// Calls `work()` on this thread and on up to `helpers` others, each once, and returns when all
  /// have ended; who comes after this thread's has ended does not begin. `work` must not throw.
  template <class Work>
  void run(unsigned helpers, const Work& work) {
    helpers = std::min(helpers, most_helpers);
    for (auto i = static_cast<unsigned>(helpers_.size()); i < helpers; ++i)
      helpers_.emplace_back([this] { help(); });
    busy_ = true;
    work_ = &work;
    call_ = [](const void* w) { (*static_cast<const Work*>(w))(); };
    open(helpers);
    state_.notify_all();
    work();
    // Closed: nobody enters any more; those inside are waited for.
    state_.fetch_and(~(inside_mask << wanted_shift));
    const auto all_left = [&] { return (state_.load() & inside_mask) == 0; };
    if (!look_out_for(all_left))
      for (std::uint64_t s; ((s = state_.load()) & inside_mask) != 0;) state_.wait(s);
    busy_ = false;
  }

private:
  /// In one word: how many are inside, how many more may enter, and the number of the work.
  static constexpr int wanted_shift = 16, number_shift = 32;
  static constexpr std::uint64_t inside_mask = 0xffff;
  static constexpr unsigned most_helpers = 0xffff;

  static thread_team*& current() noexcept {
    static thread_local thread_team* team = nullptr;
    return team;
  }

  /// The next work; nobody is inside.
  void open(unsigned helpers) noexcept {
    const std::uint64_t number = (state_.load() >> number_shift) + 1;
    state_.store(number << number_shift | std::uint64_t{helpers} << wanted_shift);
  }

  /// Whether something has come to be so within a moment.
  template <class Condition>
  static bool look_out_for(const Condition& condition) {
    constexpr auto moment = std::chrono::microseconds(300);
    const auto end = std::chrono::steady_clock::now() + moment;
    do {
      for (int i = 0; i < 16; ++i) {
        if (condition()) return true;
        std::this_thread::yield(); // to whoever has work
      }
    } while (std::chrono::steady_clock::now() < end);
    return false;
  }

  void help() {
    std::uint64_t seen = 0; // the number of the work last looked at
    for (;;) {
      std::uint64_t s = state_.load();
      const auto new_work = [&] { return ((s = state_.load()) >> number_shift) != seen; };
      if (!look_out_for(new_work))
        while (!new_work()) state_.wait(s);
      if (ending_.load(std::memory_order_relaxed)) return;
      seen = s >> number_shift;
      while (s >> number_shift == seen && (s >> wanted_shift & inside_mask) != 0) {
        if (!state_.compare_exchange_weak(s, s - (std::uint64_t{1} << wanted_shift) + 1)) continue;
        call_(work_);
        if ((state_.fetch_sub(1) & inside_mask) == 1) state_.notify_all();
        break;
      }
    }
  }

  bool active_;
  bool busy_ = false;
  std::atomic<bool> ending_ = false;
  const void* work_ = nullptr;
  void (*call_)(const void*) = nullptr;
  std::atomic<std::uint64_t> state_ = 0;
  std::vector<std::jthread> helpers_; // the last to be made, so the first to end
};

} // namespace irisan
