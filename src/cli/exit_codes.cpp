#include "exit_codes.h"

#include <array>

namespace ignite::cli {

namespace {

struct Row {
    Fault fault;
    int code;
};

constexpr std::array rows = {
    Row{Fault::config, exit_invalid_config},
    Row{Fault::refused, exit_refused},
    Row{Fault::needs_network, exit_needs_network},
};

} // namespace

int exit_code_of(Fault fault) {
    for (const Row& row : rows)
        if (row.fault == fault)
            return row.code;
    return exit_failed;
}

} // namespace ignite::cli
