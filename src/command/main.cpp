#include "run_cli.hpp"

int main(int count, char** values) {
  return irisan::run_cli({values + 1, values + count});
}
