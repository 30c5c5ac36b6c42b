#include "schemes.h"

#include "ignite/core/data_url.h"
#include "ignite/core/path.h"
#include "ignite/core/percent.h"
#include "ignite/system/small_file.h"

#include <algorithm>
#include <array>

namespace ignite::fetch {

namespace {

Result<std::string> read_data(const Request& request, const Url&, const Desk&) {
    return TRY(parse_data_url(request.url)).decode();
}

// Flatcar's: a file of the OEM partition.
Result<std::string> read_oem(const Request&, const Url& url, const Desk& desk) {
    const std::string path = decode_percent(url.path);
    if (!path.starts_with('/'))
        return fail(Fault::config, "the path of an oem URL must be absolute");
    return system::read_small_file(join_paths(desk.where.oem, clean_path(path)));
}

Result<Question> ask_tftp(const Request& request, const Url&, const Desk&) {
    return Question{.exchange = {.url = TRY(address_of(request.url)).url}, .is_repeated = false};
}

constexpr std::array schemes = {
    Scheme{.name = "arn", .question = ask_s3},     Scheme{.name = "data", .read = read_data},
    Scheme{.name = "gs", .question = ask_google},  Scheme{.name = "http", .question = ask_http},
    Scheme{.name = "https", .question = ask_http}, Scheme{.name = "oem", .read = read_oem},
    Scheme{.name = "s3", .question = ask_s3},      Scheme{.name = "tftp", .question = ask_tftp},
};

} // namespace

const Scheme* find_scheme(std::string_view name) {
    const auto found = std::ranges::find(schemes, name, &Scheme::name);
    return found == schemes.end() ? nullptr : &*found;
}

bool works_offline(const Url& url) { return url.scheme == "data"; }

} // namespace ignite::fetch
