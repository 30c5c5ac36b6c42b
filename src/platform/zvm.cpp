#include "zvm.h"

#include "modules.h"
#include "trim_nul.h"

#include "ignite/core/letters.h"
#include "ignite/system/small_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

namespace ignite::platform {

namespace {

constexpr const char* reader = "000c";

Result<void> turn_on_reader(Context& context) {
    const system::Command turn_on{.program = "chccwdev", .arguments = {"-e", reader}};
    if (!context.processes.output_of(turn_on)) {
        TRY(context.processes.output_of({.program = "cio_ignore", .arguments = {"-r", reader}}));
        TRY(context.processes.output_of(turn_on));
    }
    TRY(context.processes.output_of({.program = "udevadm", .arguments = {"settle"}}));
    return {};
}

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    while (!line.empty()) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos)
            break;
        line.remove_prefix(begin);
        const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
        fields.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return fields;
}

struct SpoolFile {
    std::string id;
    std::string name; // "config.ign"
};

// The first file of type "ign". Under a heading: a row each, the id in its second field, name and type in the
// tenth and eleventh.
std::optional<SpoolFile> find_config(std::string_view list) {
    bool is_heading = true;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find('\n'), list.size());
        const std::vector<std::string_view> fields = fields_of(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (std::exchange(is_heading, false))
            continue;
        if (fields.size() <= 1)
            break;
        constexpr std::string_view type = "ign";
        if (fields.size() >= 11 && std::ranges::equal(fields[10], type, {}, lower))
            return SpoolFile{std::string{fields[1]}, cat(fields[9], ".", fields[10])};
    }
    return std::nullopt;
}

// A directory of our own, gone with its owner: nobody else reads what is in it.
class Scratch {
public:
    static Result<Scratch> under(const std::string& parent) {
        std::string path = parent + "/ignition-reader-XXXXXX";
        if (!::mkdtemp(path.data()))
            return tl::unexpected{Error::from_errno().within("make a directory under ", parent)};
        return Scratch{std::move(path)};
    }
    Scratch(Scratch&& other) noexcept : path_{std::exchange(other.path_, {})} {}
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch() {
        if (path_.empty())
            return;
        (void)::unlink(file().c_str()); // nothing was received
        (void)::rmdir(path_.c_str());
    }
    std::string file() const { return path_ + "/config"; }

private:
    explicit Scratch(std::string path) : path_{std::move(path)} {}
    std::string path_;
};

} // namespace

Result<Answer> ask_zvm(Context& context) {
    TRY(load_module(context, "vmur", context.where.sysfs + "/bus/ccw/drivers/vmur",
                    "z/VM card reader module"));
    TRY(turn_on_reader(context));
    const std::string list = TRY(context.processes.output_of({.program = "vmur", .arguments = {"li"}}));
    const std::optional<SpoolFile> found = find_config(list);
    if (!found)
        return Answer{.kind = Answer::Kind::none, .bytes = {}};
    const Scratch scratch = TRY(Scratch::under(context.where.run));
    context.journal.info("receiving ", found->name, " from the card reader");
    TRY(context.processes.output_of(
        {.program = "vmur", .arguments = {"re", "-f", found->id, scratch.file()}}));
    const std::string bytes =
        TRY(system::read_small_file(scratch.file()).map_error(within("read what the card reader held")));
    return answer_of(std::string{without_nul(bytes)});
}

} // namespace ignite::platform
