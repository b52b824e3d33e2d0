#include <irisan/report/audit.hpp>
