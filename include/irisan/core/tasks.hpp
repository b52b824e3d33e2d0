#pragma once

#include <irisan/core/parallel.hpp>
#include <irisan/core/progress.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace irisan {

/// Work in numbered tasks whose results are handed on in the order of the tasks, whatever the
/// threads.
///
/// `work(task, local)` fills a `Local{}` of its own; `finish(local)` gets each once, never two at
/// the same time. Throws `stopped` when asked to stop, between two tasks.
template <class Local, class Work, class Finish>
void for_each_task(std::size_t tasks, unsigned threads, const progress& watch, const Work& work,
                   const Finish& finish) {
  std::mutex order;
  const std::thread::id caller = std::this_thread::get_id();
  std::size_t next = 0;
  std::vector<std::pair<bool, Local>> waiting(tasks);
  for_each_index(tasks, threads, [&](std::size_t task) {
    if (watch.stop.stop_requested()) throw stopped();
    Local local{};
    work(task, local);
    const std::scoped_lock lock(order);
    waiting[task] = {true, std::move(local)};
    for (; next < tasks && waiting[next].first;) {
      // Counted before it is handed on: if that throws, it is not handed on again.
      Local mine = std::move(waiting[next].second);
      waiting[next].second = Local{};
      ++next;
      finish(mine);
    }
    if (watch.report && std::this_thread::get_id() == caller)
      watch.report("pairs", static_cast<double>(next) / static_cast<double>(tasks));
  });
}

/// A value for each thread that works at the same time, made when first needed.
template <class Value>
class spare_values {
public:
  template <class Make, class Use>
  void use(const Make& make, const Use& use) {
    std::unique_ptr<Value> mine;
    {
      const std::scoped_lock lock(taking_);
      if (!spare_.empty()) {
        mine = std::move(spare_.back());
        spare_.pop_back();
      }
    }
    if (!mine) mine = std::make_unique<Value>(make());
    use(*mine);
    const std::scoped_lock lock(taking_);
    spare_.push_back(std::move(mine));
  }

private:
  std::mutex taking_;
  std::vector<std::unique_ptr<Value>> spare_;
};

} // namespace irisan
