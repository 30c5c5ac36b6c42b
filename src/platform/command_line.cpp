#include "ignite/platform/provider.h"

#include "drive.h"

#include "ignite/core/path.h"
#include "ignite/core/url.h"
#include "ignite/system/kernel_command_line.h"
#include "ignite/system/small_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ignite::platform {

namespace {

// All of one rank: the last usable one on the line wins, whatever its name.
constexpr std::array<std::string_view, 3> url_keys = {"ignition.config.url", "flatcar.config.url",
                                                      "coreos.config.url"};

constexpr std::chrono::seconds device_patience{30};

constexpr std::string_view device_key = "ignition.config.device";
constexpr std::string_view path_key = "ignition.config.path";

bool is_url_key(std::string_view key) { return std::ranges::find(url_keys, key) != url_keys.end(); }

void tell_of_empty_ones(const system::KernelCommandLine& line, journal::Journal& journal) {
    for (const system::KernelArgument& argument : line.arguments())
        if (argument.value == "" &&
            (is_url_key(argument.key) || argument.key == device_key || argument.key == path_key))
            journal.info("kernel argument ", argument.key, " is empty, going on without it");
}

std::optional<std::string> last_url(const system::KernelCommandLine& line, journal::Journal& journal) {
    std::optional<std::string> last;
    for (const system::KernelArgument& argument : line.arguments()) {
        if (!is_url_key(argument.key) || argument.value.value_or("").empty())
            continue;
        if (const Result<Url> url = parse_url(*argument.value); !url)
            journal.error("kernel argument ", argument.key,
                          " is not a URL, going on without it: ", url.error().describe());
        else
            last = argument.value;
    }
    return last;
}

// Unlike on a platform's own drive, what is not there is an error: somebody asked for it.
Result<Answer> ask_device(Context& context, const std::string& label, const std::string& path) {
    if (label == "." || label == ".." || label.find('/') != std::string::npos)
        return fail(Fault::config, "\"", label, "\" cannot be the label of a filesystem");
    const Drive drive{.labels = {label}, .files = {path}, .patience = device_patience};
    Look look = await(context, drive);
    switch (look.kind) {
    case Look::Kind::bytes:
        return answer_of(std::move(look.bytes));
    case Look::Kind::no_file:
        return fail(Fault::system, name_of(drive), " holds no file ", path);
    case Look::Kind::not_ready:
        return tl::unexpected{std::move(*look.error)};
    case Look::Kind::not_there:
        break;
    }
    return fail(Fault::system, context.where.devices, "/disk/by-label/", label,
                " did not appear within timeout");
}

} // namespace

Result<Answer> ask_command_line(Context& context) {
    const std::string text = TRY(system::read_small_file(context.where.command_line)
                                     .map_error(within("read the kernel command line")));
    const auto line = system::KernelCommandLine::parse(text);
    tell_of_empty_ones(line, context.journal);
    const std::optional<std::string> url = last_url(line, context.journal);
    const std::optional<std::string> device = line.last(device_key);
    const std::optional<std::string> path = line.last(path_key);

    if (url) {
        if (device || path)
            context.journal.warning(
                "ignition.config.url is given, going on without ignition.config.device and .path");
        if (parse_url(*url)->scheme.empty())
            return fail(Fault::config,
                        "ignition.config.url on the kernel command line has no scheme: is \"http://\" "
                        "missing?");
        return answer_of(TRY(context.fetcher.fetch(fetch::Request{.url = *url})
                                 .map_error(within("get the config that the kernel command line names"))));
    }
    if (!device && !path)
        return Answer{.kind = Answer::Kind::not_here, .bytes = {}};
    if (!device || !path)
        return fail(Fault::config, "kernel argument ignition.config.", device ? "path" : "device",
                    " is missing: ignition.config.device and ignition.config.path go together");
    return ask_device(context, *device, clean_path(cat("/", *path)));
}

} // namespace ignite::platform
