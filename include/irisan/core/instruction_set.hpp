#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// Whether kernels for x86 vector instructions can be compiled beside the portable ones.
#if defined(__x86_64__) && defined(__GNUC__)
#define IRISAN_X86_KERNELS 1
#else
#define IRISAN_X86_KERNELS 0
#endif

namespace irisan {

/// The vector instructions that a kernel uses; each gives the same result as the portable one.
enum class instruction_set : std::uint8_t { portable, avx2, avx512 };

constexpr std::string_view name_of(instruction_set s) noexcept {
  constexpr std::string_view names[] = {"portable", "avx2", "avx512"};
  return names[static_cast<std::size_t>(s)];
}

/// Those that this machine's processor has, the widest last.
inline std::vector<instruction_set> instruction_sets() {
  std::vector<instruction_set> all{instruction_set::portable};
#if IRISAN_X86_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
      __builtin_cpu_supports("bmi"))
    all.push_back(instruction_set::avx2);
  if (all.size() == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq"))
    all.push_back(instruction_set::avx512);
#endif
  return all;
}

/// The widest that this machine's processor has.
inline instruction_set widest_instruction_set() {
  static const instruction_set widest = instruction_sets().back();
  return widest;
}

} // namespace irisan
