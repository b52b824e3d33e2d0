#pragma once

namespace irisan {

/// Asks for the memory at an address, which will soon be read and lies anywhere; any address may
/// be asked for.
///
/// Written as an instruction that may not be left out: gcc 12 takes a function that does nothing
/// but `__builtin_prefetch` for one without effects, and drops the calls to it.
inline void prefetch(const void* at) noexcept {
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
  asm volatile("prefetcht0 (%0)" : : "r"(at));
#elif defined(__GNUC__) && defined(__aarch64__)
  asm volatile("prfm pldl1keep, [%0]" : : "r"(at));
#elif defined(__GNUC__)
  __builtin_prefetch(at);
#else
  static_cast<void>(at);
#endif
}

} // namespace irisan
