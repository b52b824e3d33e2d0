#pragma once

#include <irisan/report/audit_options.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>

namespace irisan::test {

/// `audit`, compiled once, in audited.cpp: a file that calls it takes a compiler three quarters of
/// a minute more.
report audited(const portfolio& p, const rules& r = {}, const audit_options& options = {});

} // namespace irisan::test
