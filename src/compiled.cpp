// All of it: the audit builds portfolios too.
#include <irisan/report/audit.hpp>
