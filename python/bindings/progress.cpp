#include "bindings.hpp"

namespace irisan::python {

progress_teller::~progress_teller() {
  if (bar_.is_none()) return;
  try {
    bar_.attr("close")();
  } catch (py::error_already_set& e) {
    e.discard_as_unraisable("irisan's progress bar");
  }
}

void progress_teller::note(std::string_view stage, double share) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
  share_ = share;
  news_ = true;
}

void progress_teller::tell() {
  // What is done at once needs no bar.
  if (std::chrono::steady_clock::now() - start_ < std::chrono::milliseconds(300)) return;
  std::string stage;
  double share = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!news_) return;
    news_ = false;
    stage = stage_;
    share = share_;
  }
  if (!begun_) {
    begun_ = true;
    bar_ = py::module_::import("irisan.progress_bar").attr("begin")();
  }
  if (!bar_.is_none()) bar_.attr("tell")(stage, share);
}

} // namespace irisan::python
