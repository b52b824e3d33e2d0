#include <irisan/model/portfolio.hpp>
